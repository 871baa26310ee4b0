"""What is no key of ours blinds, signs and verifies nothing; a fingerprint is of one key only."""

import dataclasses

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from extramile.core.blind_signatures import (
    KeyProblem,
    base64url,
    blind,
    blind_sign,
    fingerprint,
    new_private_key,
    prepare,
    public_key,
    public_numbers,
    verify,
)
from tests.core import rfc9474


@pytest.fixture(scope="module")
def public() -> bytes:
    return public_key(new_private_key())


def spki(modulus: int, exponent: int = 65_537) -> bytes:
    """A public key as anybody could write it, checked by nobody."""

    def part(tag: int, value: bytes) -> bytes:
        size = bytes([len(value)]) if len(value) < 128 else b"\x82" + len(value).to_bytes(2)
        return bytes([tag]) + size + value

    def integer(value: int) -> bytes:
        return part(2, value.to_bytes(value.bit_length() // 8 + 1))

    name = part(6, bytes.fromhex("2a864886f70d010101")) + part(5, b"")
    return part(0x30, part(0x30, name) + part(3, b"\x00" + part(0x30, integer(modulus) + integer(exponent))))


def test_the_hand_written_key_is_read_like_ours(public: bytes) -> None:
    assert spki(public_numbers(public).modulus) == public


def bad_keys() -> dict[str, bytes]:
    modulus = rfc9474.numbers()["n"]
    short = rsa.generate_private_key(65_537, 1024).public_key().public_numbers().n
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    whole = spki(modulus)
    return {
        "nothing": b"",
        "noise": b"\x30\x03abc",
        "even": spki(modulus - 1),
        "short": spki(short),
        "a strange length": spki(modulus >> 7 | 1),
        "exponent one": spki(modulus, 1),
        "exponent three": spki(modulus, 3),
        "an even exponent": spki(modulus, 65_536),
        "another kind": curve.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "something behind it": whole + b"\x00",
        "cut": whole[:-1],
    }


@pytest.mark.parametrize("which", list(bad_keys()))
def test_what_is_no_key_of_ours_blinds_and_verifies_nothing(which: str) -> None:
    key = bad_keys()[which]
    with pytest.raises(KeyProblem):
        blind(key, prepare(b"ballot"))
    with pytest.raises(KeyProblem):
        verify(key, prepare(b"ballot"), bytes(512))
    with pytest.raises(KeyProblem):
        fingerprint(key)


def bad_private_keys() -> dict[str, bytes]:
    def written(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
        return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    return {
        "nothing": b"",
        "noise": b"\x30\x03abc",
        "short": written(rsa.generate_private_key(65_537, 1024)),
        "another kind": written(ec.generate_private_key(ec.SECP256R1())),
        "exponent three": written(rsa.generate_private_key(3, 2048)),
    }


@pytest.mark.parametrize("which", list(bad_private_keys()))
def test_what_is_no_private_key_of_ours_signs_nothing(which: str) -> None:
    with pytest.raises(KeyProblem):
        blind_sign(bad_private_keys()[which], b"\x02" * 256)


@pytest.mark.parametrize("bits", [0, 512, 1024, 2047, 2056, 8192])
def test_keys_are_made_in_three_sizes(bits: int) -> None:
    with pytest.raises(KeyProblem):
        new_private_key(bits=bits)


def test_a_fingerprint_is_the_keys_own(public: bytes) -> None:
    assert len(fingerprint(public)) == 43
    assert fingerprint(public) != fingerprint(rfc9474.verifying_key())


def test_a_browser_calculates_with_the_same_key(public: bytes) -> None:
    key = public_numbers(public)
    assert key.as_json["e"] == "AQAB"
    assert len(key.as_json["n"]) == 342
    assert dataclasses.asdict(key) == {"modulus": key.modulus, "exponent": 65_537}
    assert base64url(b"\xff\xfe\xfd") == "__79"
