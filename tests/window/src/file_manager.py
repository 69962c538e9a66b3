#!/usr/bin/python3
"""Stands in for a desktop's file manager: notes what it is asked to show, a line each, in the file named."""

import sys

from gi.repository import Gio, GLib

NAME = "org.freedesktop.FileManager1"
INTERFACE = f"""<node><interface name='{NAME}'><method name='ShowItems'>
<arg type='as' direction='in'/><arg type='s' direction='in'/></method></interface></node>"""


def asked(connection, sender, path, interface, method, arguments, invocation):
    with open(sys.argv[1], "a") as notes:
        notes.writelines(f"{address}\n" for address in arguments.unpack()[0])
    invocation.return_value(None)


def begin(connection, name):
    interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
    connection.register_object("/org/freedesktop/FileManager1", interface, asked)


Gio.bus_own_name(Gio.BusType.SESSION, NAME, Gio.BusNameOwnerFlags.NONE, begin, None, None)
GLib.MainLoop().run()
