"""A mailbox on the loopback that speaks IMAP4rev1 over TLS: the few commands that reading mail takes."""

import datetime
import ipaddress
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "bounces", 'geheim "woord"'


@dataclass
class Box:
    """What lies in it, and everything that was asked of it."""

    port: int = 0
    validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    has_uidplus: bool = True

    def put(self, raw: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid], self.flags[uid] = raw, set()
        return uid


class _Talk(socketserver.StreamRequestHandler):
    box: Box

    def handle(self) -> None:
        self._say(b"* OK at your service")
        while line := self.rfile.readline():
            tag, _, command = line.decode().strip().partition(" ")
            self.box.commands.append(command)
            if not self._answer(tag, command):
                return

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def _answer(self, tag: str, command: str) -> bool:
        words = command.split(" ")
        name = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
        answer = {
            "CAPABILITY": self._capability,
            "LOGIN": self._login,
            "SELECT": self._select,
            "UID SEARCH": self._search,
            "UID FETCH": self._fetch,
            "UID STORE": self._store,
            "UID EXPUNGE": self._expunge,
            "LOGOUT": self._logout,
        }[name](command)
        self._say(f"{tag} {answer}".encode())
        return name != "LOGOUT"

    def _capability(self, _command: str) -> str:
        self._say(b"* CAPABILITY IMAP4rev1" + (b" UIDPLUS" if self.box.has_uidplus else b""))
        return "OK done"

    def _login(self, command: str) -> str:
        quoted = PASSWORD.replace('"', '\\"')
        return "OK welcome" if command == f'LOGIN {USER} "{quoted}"' else f"NO wrong: {command[6:]}"

    def _select(self, command: str) -> str:
        if "INBOX" not in command:
            return "NO there is no such folder"
        self._say(f"* {len(self.box.mails)} EXISTS".encode())
        self._say(f"* OK [UIDVALIDITY {self.box.validity}] kept".encode())
        return "OK [READ-WRITE] selected"

    def _search(self, command: str) -> str:
        found = re.search(r"UID (\d+):\*", command)
        assert found is not None
        there = [uid for uid in sorted(self.box.mails) if "\\Deleted" not in self.box.flags[uid]]
        hits = [uid for uid in there if uid >= int(found[1])] or there[-1:]  # as the standard has it
        self._say(("* SEARCH " + " ".join(map(str, hits))).rstrip().encode())
        return "OK done"

    def _fetch(self, command: str) -> str:
        found = re.search(r"FETCH (\d+) .*PEEK\[\]<0\.(\d+)>", command)
        assert found is not None, command
        uid, most = int(found[1]), int(found[2])
        raw = self.box.mails.get(uid)
        if raw is not None:
            piece = raw[:most]
            self.wfile.write(
                f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(piece)}}}\r\n".encode() + piece + b")\r\n"
            )
        return "OK done"

    def _store(self, command: str) -> str:
        uid = int(command.split(" ")[2])
        self.box.flags[uid] |= set(re.findall(r"\\\w+", command))
        return "OK done"

    def _expunge(self, command: str) -> str:
        uid = int(command.split(" ")[2])
        if "\\Deleted" in self.box.flags[uid]:
            del self.box.mails[uid]
        return "OK done"

    def _logout(self, _command: str) -> str:
        self._say(b"* BYE")
        return "OK bye"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def make_certificate(folder: Path) -> Path:
    """Certificate and key in one file, for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption_algorithm=plain
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@contextmanager
def imap_server(certificate: Path) -> Iterator[Box]:
    box = Box()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = _Server(("127.0.0.1", 0), type("Talk", (_Talk,), {"box": box}))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
