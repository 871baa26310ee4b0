"""What an operator writes in a setting, read. Each raises ValueError with what to write instead."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def shown(raw: str) -> str:
    """A value for an error message: what may be a name and a password in an address is left out of it."""
    before, colon, rest = raw.partition(":")
    return f"{before}:…@{rest.rpartition('@')[2]}" if colon and "@" in rest else raw


def boolean(raw: str) -> bool:
    if raw.lower() in {"1", "true", "yes", "on"}:
        return True
    if raw.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError("write yes or no")


def natural(raw: str) -> int:
    if not raw.isdigit():
        raise ValueError("write a whole number, 0 or more")
    return int(raw)


def choice(*choices: str) -> Callable[[str], str]:
    def convert(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"write one of {', '.join(choices)}")
        return raw

    return convert


def words(raw: str) -> list[str]:
    return [word.strip() for word in raw.split(",") if word.strip()]


def address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("write the address that people open, such as https://feedback.example.org")
    return raw.rstrip("/")


def listen(raw: str) -> str:
    host, _, port = raw.rpartition(":")
    if raw.startswith("unix:/") or (host and port.isdigit() and 0 < int(port) < 65536):
        return raw
    raise ValueError("write an address and a port such as 127.0.0.1:8000, or unix:/path/of/a/socket")


def database(raw: str) -> dict[str, Any]:
    parts = urlsplit(raw)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("write postgresql://user:password@host:5432/name")
    query = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("the database's name is missing at the end")
    return {
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "NAME": name,
        "OPTIONS": query,
    }


def mail(raw: str) -> dict[str, Any]:
    parts = urlsplit(raw)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls", "console", "files", "anymail"}:
        raise ValueError(
            "write smtp://user:password@host:25, smtps://..., smtp+tls://..., anymail://provider, files://"
        )
    return {
        "scheme": parts.scheme,
        "host": parts.hostname or "localhost",
        "port": parts.port or {"smtps": 465, "smtp+tls": 587}.get(parts.scheme, 25),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }


def mailbox(raw: str) -> dict[str, Any]:
    parts = urlsplit(raw)
    if parts.scheme == "maildir" and parts.path.startswith("/"):
        return {"scheme": "maildir", "path": unquote(parts.path)}
    if parts.scheme != "imaps" or not parts.hostname or not parts.username or not parts.password:
        raise ValueError("write imaps://user:password@host/INBOX, or maildir:/path/of/a/Maildir")
    return {
        "scheme": parts.scheme,
        "host": parts.hostname,
        "port": parts.port or 993,
        "user": unquote(parts.username),
        "password": unquote(parts.password),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
    }


def return_address(raw: str) -> str:
    if not re.fullmatch(r"[\w.+-]*(\{token\})?[\w.+-]*@[\w.-]+", raw) or raw.startswith("@"):
        raise ValueError("write the address of that mailbox, such as bounces@example.org")
    return raw
