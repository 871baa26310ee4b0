"""A mail server on the loopback that takes everything and writes down each Message-ID; see outbox.py."""

import socketserver
import sys
from pathlib import Path
from typing import BinaryIO


class Conversation(socketserver.StreamRequestHandler):
    """As much SMTP as a client needs to get rid of its mail."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        self._say(b"220 sink")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._take()
            elif verb == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 OK")

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")

    def _take(self) -> None:
        self._say(b"354 go on")
        number = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            if not number and line.lower().startswith(b"message-id:"):
                number = line[11:].strip()
        if line:
            server = self.server
            assert isinstance(server, Sink)
            server.log.write(number + b"\n")
            self._say(b"250 taken")


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    log: BinaryIO


def main() -> None:
    """`... FILE`: the port on the first line of output, the numbers in FILE."""
    with Path(sys.argv[1]).open("ab", buffering=0) as log, Sink(("127.0.0.1", 0), Conversation) as server:
        server.log = log
        print(server.server_address[1], flush=True)
        server.serve_forever()
