"""The numbers of RFC 9474, appendix A, from `tests/data`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from extramile.core.blind_signatures import public_key

FILE = Path(__file__).parent.parent / "data" / "rfc9474_vectors.json"


@dataclass(frozen=True)
class Vector:
    variant: str
    msg: bytes
    msg_prefix: bytes
    prepared_msg: bytes
    salt: bytes
    encoded_msg: bytes
    inv: bytes
    blinded_msg: bytes
    blind_sig: bytes
    sig: bytes

    @property
    def factor(self) -> int:
        """What the message was blinded with: the RFC prints its inverse."""
        return pow(int.from_bytes(self.inv), -1, numbers()["n"])


@cache
def _read() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return known


def numbers() -> dict[str, int]:
    return {name: int(value, 16) for name, value in _read()["key"].items()}


def vectors() -> list[Vector]:
    return [
        Vector(
            variant=each["variant"],
            **{name: bytes.fromhex(value) for name, value in each.items() if name != "variant"},
        )
        for each in _read()["vectors"]
    ]


def randomized() -> Vector:
    return next(each for each in vectors() if each.variant == "RSABSSA-SHA384-PSS-Randomized")


def written(private: rsa.RSAPrivateNumbers) -> bytes:
    key = private.private_key(unsafe_skip_rsa_key_validation=True)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def private_key() -> bytes:
    key = numbers()
    return written(
        rsa.RSAPrivateNumbers(
            key["p"],
            key["q"],
            key["d"],
            rsa.rsa_crt_dmp1(key["d"], key["p"]),
            rsa.rsa_crt_dmq1(key["d"], key["q"]),
            rsa.rsa_crt_iqmp(key["p"], key["q"]),
            rsa.RSAPublicNumbers(key["e"], key["n"]),
        )
    )


def verifying_key() -> bytes:
    return public_key(private_key())
