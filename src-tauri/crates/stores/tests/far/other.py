# A server for tests: python -c THIS PORT FILE WORD…
# FILE gets a line for everything somebody tried to sign in with. Words: no-fsync, no-extensions,
# dialogue (asks instead of taking a password).
import asyncio
import sys

import asyncssh
from asyncssh import sftp

port, seen, words = int(sys.argv[1]), sys.argv[2], sys.argv[3:]


def note(what):
    with open(seen, "a") as file:
        file.write(what + "\n")


class Server(asyncssh.SSHServer):
    key_was_taken = False

    def begin_auth(self, user):
        note("user")
        return True

    def password_auth_supported(self):
        return "dialogue" not in words

    def validate_password(self, user, password):
        note("password")
        return password == "right"

    def kbdint_auth_supported(self):
        return "dialogue" in words

    def get_kbdint_challenge(self, user, lang, submethods):
        return "Sign in", "", "en", [("Name: ", True), ("Password: ", False)]

    def validate_kbdint_response(self, user, responses):
        note("dialogue")
        return list(responses) == ["", "right"]


if "no-fsync" in words or "no-extensions" in words:
    kept = () if "no-extensions" in words else (b"statvfs@openssh.com",)
    handler = sftp.SFTPServerHandler
    handler._extensions = [e for e in handler._extensions if e[0] in kept]
    for name in [n for n in handler._packet_handlers if isinstance(n, bytes) and n not in kept]:
        del handler._packet_handlers[name]


async def main():
    key = asyncssh.generate_private_key("ssh-ed25519")
    await asyncssh.listen(
        "127.0.0.1", port, server_factory=Server, server_host_keys=[key], sftp_factory=True
    )
    await asyncio.Event().wait()


asyncio.run(main())
