#!/usr/bin/env python3
"""A long line on one machine: passes TCP connections on, each byte so many milliseconds later each way.

usage: line.py LISTEN_PORT TARGET_PORT ONE_WAY_MS COUNTS_FILE [CUT_AFTER_BYTES]

COUNTS_FILE holds "UP DOWN OPEN", the bytes passed on and the ends that are open, whenever a connection began
or ended. With
CUT_AFTER_BYTES every connection is cut once so many bytes went up, and no new one is taken.
"""

import asyncio
import os
import sys
import time

PIECE = 64 << 10
# What is on its way: enough for 200 MB/s at 40 ms each way, so that the delay alone slows it down.
PIECES_ON_THE_WAY = 512


class Line:
    def __init__(self, target, delay_s, counts_file, cut_after):
        self.target, self.delay_s = target, delay_s
        self.counts_file, self.cut_after = counts_file, cut_after
        self.up = self.down = 0
        self.is_cut = False
        self.open = set()

    async def take(self, reader, writer):
        if self.is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        ends = (writer, far_writer)
        self.open.update(ends)
        self.write_counts()
        await asyncio.gather(self.carry(reader, far_writer, True), self.carry(far_reader, writer, False))
        self.open.difference_update(ends)
        self.write_counts()

    async def carry(self, reader, writer, is_up):
        on_the_way = asyncio.Queue(PIECES_ON_THE_WAY)
        sending = asyncio.create_task(self.send(on_the_way, writer))
        try:
            while piece := await reader.read(PIECE):
                self.count(len(piece), is_up)
                await on_the_way.put((time.monotonic() + self.delay_s, piece))
        except OSError:
            pass
        await on_the_way.put((time.monotonic() + self.delay_s, b""))
        await sending

    async def send(self, on_the_way, writer):
        while True:
            due, piece = await on_the_way.get()
            wait = due - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            if not piece:
                writer.close()
                return
            if not writer.is_closing():
                writer.write(piece)
                try:
                    await writer.drain()
                except OSError:
                    pass

    def count(self, length, is_up):
        if is_up:
            self.up += length
        else:
            self.down += length
        if self.cut_after and self.up >= self.cut_after and not self.is_cut:
            self.is_cut = True
            self.write_counts()
            for end in list(self.open):
                end.transport.abort()

    def write_counts(self):
        with open(self.counts_file + ".new", "w") as f:
            f.write(f"{self.up} {self.down} {len(self.open)}")
        os.replace(self.counts_file + ".new", self.counts_file)


async def main():
    listen, target, ms, counts = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
    line = Line(target, ms / 1000, counts, int(sys.argv[5]) if len(sys.argv) > 5 else None)
    line.write_counts()
    async with await asyncio.start_server(line.take, "127.0.0.1", listen) as server:
        await server.serve_forever()


asyncio.run(main())
