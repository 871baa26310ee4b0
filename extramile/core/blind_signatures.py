"""Blind RSA signatures: a signer that vouches for a ballot without being able to know it again (RFC 9474).

The one variant here is RSABSSA-SHA384-PSS-Randomized (RFC 9474, section 5): SHA-384, MGF1 with SHA-384, a
salt of 48 bytes, and 32 random bytes before each message, so that even a key made in bad faith tells nothing
(section 7.3).

    whoever votes                                   the signer
    prepared = prepare(message)            (4.1)
    blinded = blind(public, prepared)      (4.2)
                     blinded.message  ------------>  blind_sign(private, message)   (4.3)
    finalize(public, prepared,         <-----------
             blind_signature, secret)      (4.4)
    ... later, without a name:
                 prepared, signature  ------------>  verify(public, prepared, signature)   (4.5)

The private operation (7.1) works on a number masked anew each time, by CRT with GMP's exponentiation that
takes the same time whatever the exponent, and its result is checked before it leaves: a computer that slips
once would otherwise give the key away. A key serves the ballots of one cell of one wave and nothing else
(6.2, 7.5).

Keys travel as DER: PKCS#8 for the private one, SubjectPublicKeyInfo for the public one. Everything else is
bytes as long as the modulus. What is random is drawn here (7.4); tests that need the RFC's own values name
them by keyword.
"""

import base64
import hashlib
import math
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import gmpy2
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384

EXPONENT: Final = 65_537
SIZES: Final = (2048, 3072, 4096)
PREFIX: Final = 32
SALT: Final = 48
DIGEST: Final = 48
PSS: Final = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=SALT)


class BlindSignatureProblem(ValueError):
    """What went wrong between a voter and a signer. `remedy` says what to do, for whoever reads a log."""

    remedy = ""


class KeyProblem(BlindSignatureProblem):
    """This is not a key that ballots may be signed with."""

    remedy = (
        "fetch the key of the cell again; if it is the one that everybody sees, end the wave and open another"
    )


class MessageProblem(BlindSignatureProblem):
    """What was sent to be signed is not a blinded ballot of this key: refuse it, sign nothing."""

    remedy = "have the page make a ballot for the key that it shows"


class SigningFault(BlindSignatureProblem):
    """The private operation gave a wrong result, which must never leave this machine (RFC 9474, 7.1)."""

    remedy = (
        "try once more; if it comes back, the key is damaged or the machine's memory is not to be trusted"
    )


class NotSigned(BlindSignatureProblem):
    """What the signer sent back is no signature of this ballot."""

    remedy = (
        "ask again for the very same blinded ballot, and check that the key is the one that everybody sees"
    )


@dataclass(frozen=True, slots=True)
class PublicNumbers:
    """What a browser calculates with."""

    modulus: int
    exponent: int

    @property
    def length(self) -> int:
        """Of everything that is sent, in bytes."""
        return (self.modulus.bit_length() + 7) // 8

    @property
    def as_json(self) -> dict[str, str]:
        """As a JSON Web Key names them."""
        return {
            "n": base64url(as_bytes(self.modulus, self.length)),
            "e": base64url(as_bytes(self.exponent, 3)),
        }


@dataclass(frozen=True, slots=True, repr=False)
class Blinded:
    """`message` goes to the signer; `secret` takes the blind off again and goes nowhere."""

    message: bytes
    secret: bytes


# Keys


def new_private_key(*, bits: int = 2048) -> bytes:
    if bits not in SIZES:
        raise KeyProblem(f"a key has {SIZES} bits, not {bits}")
    key = rsa.generate_private_key(EXPONENT, bits)
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_key(private: bytes) -> bytes:
    return _encoded(_private(private).public_key())


def public_numbers(public: bytes) -> PublicNumbers:
    return _numbers(_public(public))


def fingerprint(public: bytes) -> str:
    """SHA-256 of the key, as the list of a wave's keys holds it."""
    _public(public)
    return base64url(hashlib.sha256(public).digest())


def base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def _encoded(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _numbers(key: rsa.RSAPublicKey) -> PublicNumbers:
    numbers = key.public_numbers()
    return PublicNumbers(numbers.n, numbers.e)


@lru_cache(maxsize=1024)
def _public(public: bytes) -> rsa.RSAPublicKey:
    """Only keys as we make them, written in the one way that has one fingerprint."""
    try:
        key = serialization.load_der_public_key(public)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyProblem("this is not a public key") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise KeyProblem("this is not an RSA key")
    _check(_numbers(key))
    if _encoded(key) != public:
        raise KeyProblem("this key is written in another way than ours")
    return key


def _check(numbers: PublicNumbers) -> None:
    if numbers.modulus.bit_length() not in SIZES:
        raise KeyProblem(f"a key has {SIZES} bits, not {numbers.modulus.bit_length()}")
    if numbers.modulus % 2 == 0:
        raise KeyProblem("the modulus is even")
    if numbers.exponent != EXPONENT:
        raise KeyProblem(f"the exponent is {EXPONENT} in every key of ours")


def _private(private: bytes) -> rsa.RSAPrivateKey:
    """Read without OpenSSL's proof that both factors are prime, which takes longer than signing: every
    signature is checked before it leaves."""
    try:
        key = serialization.load_der_private_key(private, None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyProblem("this is not a private key") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeyProblem("this is not an RSA key")
    _check(_numbers(key.public_key()))
    return key


# Whoever votes (RFC 9474, 4.1, 4.2, 4.4)


def prepare(message: bytes, *, prefix: bytes | None = None) -> bytes:
    drawn = secrets.token_bytes(PREFIX) if prefix is None else prefix
    if len(drawn) != PREFIX:
        raise MessageProblem(f"the prefix is {PREFIX} bytes")
    return drawn + message


def blind(public: bytes, prepared: bytes, *, salt: bytes | None = None, factor: int | None = None) -> Blinded:
    key = public_numbers(public)
    encoded = int.from_bytes(_pss_encoded(prepared, key, secrets.token_bytes(SALT) if salt is None else salt))
    if math.gcd(encoded, key.modulus) != 1:
        raise KeyProblem("the ballot shares a factor with the key")
    mask = secrets.randbelow(key.modulus - 1) + 1 if factor is None else factor
    inverse = _inverse(mask, key.modulus)
    message = encoded * pow(mask, key.exponent, key.modulus) % key.modulus
    return Blinded(as_bytes(message, key.length), as_bytes(inverse, key.length))


def finalize(public: bytes, prepared: bytes, blind_signature: bytes, secret: bytes) -> bytes:
    """The signature, or NotSigned: never a signature that nobody would accept."""
    key = public_numbers(public)
    if len(blind_signature) != key.length or len(secret) != key.length:
        raise NotSigned(f"{len(blind_signature)} bytes came back, not {key.length}")
    blinded = int.from_bytes(blind_signature)
    if blinded >= key.modulus:
        raise NotSigned("what came back is larger than the modulus")
    signature = as_bytes(blinded * int.from_bytes(secret) % key.modulus, key.length)
    if not verify(public, prepared, signature):
        raise NotSigned("what came back is no signature of this ballot")
    return signature


# The signer (4.3), and whoever counts (4.5)


def blind_sign(private: bytes, blinded: bytes) -> bytes:
    """Sign without seeing what. The same blinded ballot gets the same signature."""
    key = _private(private).private_numbers()
    modulus, length = key.public_numbers.n, (key.public_numbers.n.bit_length() + 7) // 8
    message = _blinded_number(blinded, modulus, length)
    signed = _unmasked(message, key)
    if pow(signed, EXPONENT, modulus) != message:
        raise SigningFault("the signature came out wrong")
    return as_bytes(signed, length)


def verify(public: bytes, prepared: bytes, signature: bytes) -> bool:
    """Whether this key signed this ballot (RFC 8017, 8.1.2). Raises KeyProblem for what is no key."""
    key = _public(public)
    if len(prepared) < PREFIX or len(signature) != _numbers(key).length:
        # OpenSSL takes a signature without its leading zeros, too, which would be a second way to write it.
        return False
    try:
        key.verify(signature, prepared, PSS, SHA384())
    except InvalidSignature:
        return False
    return True


def _blinded_number(blinded: bytes, modulus: int, length: int) -> int:
    """What an honest page could have sent. 0, 1 and n−1 are their own signatures, and a number that shares a
    factor with the modulus is no blinded ballot: nobody arrives at them by blinding."""
    if len(blinded) != length:
        raise MessageProblem(f"a blinded ballot of this key is {length} bytes, not {len(blinded)}")
    message = int.from_bytes(blinded)
    if not 1 < message < modulus - 1:
        raise MessageProblem("this number is no blinded ballot of this key")
    if math.gcd(message, modulus) != 1:
        raise MessageProblem("this number shares a factor with the key")
    return message


def _unmasked(message: int, key: rsa.RSAPrivateNumbers) -> int:
    """The private operation on the message times a random mask, and the mask taken off again: how long it
    takes says nothing of the message."""
    modulus = key.public_numbers.n
    mask = secrets.randbelow(modulus - 1) + 1
    inverse = _inverse(mask, modulus)
    masked = message * pow(mask, EXPONENT, modulus) % modulus
    return _private_power(masked, key) * inverse % modulus


def _private_power(number: int, key: rsa.RSAPrivateNumbers) -> int:
    """number ** d modulo p·q, by way of p and of q: a quarter of the work (RFC 8017, 5.1.2)."""
    try:
        by_p = int(gmpy2.powmod_sec(number, key.dmp1, key.p))
        by_q = int(gmpy2.powmod_sec(number, key.dmq1, key.q))
    except (ValueError, ZeroDivisionError) as error:
        raise KeyProblem("the factors of this key are no primes") from error
    return by_q + (by_p - by_q) * key.iqmp % key.p * key.q


def _inverse(number: int, modulus: int) -> int:
    try:
        return int(gmpy2.invert(number, modulus))
    except ZeroDivisionError as error:
        raise KeyProblem("a random number shares a factor with the modulus") from error


# PSS (RFC 8017, 9.1.1): how a message becomes the number that is signed


def _pss_encoded(message: bytes, key: PublicNumbers, salt: bytes) -> bytes:
    if len(salt) != SALT:
        raise MessageProblem(f"the salt is {SALT} bytes")
    bits = key.modulus.bit_length() - 1
    length = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - SALT - DIGEST - 2) + b"\x01" + salt
    mask = _mask(digest, len(block))
    masked = int.from_bytes(block) ^ int.from_bytes(mask)
    room = bits - 8 * (DIGEST + 1)
    return as_bytes(masked & ((1 << room) - 1), len(block)) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 (RFC 8017, B.2.1)."""
    rounds = range(-(-length // DIGEST))
    return b"".join(hashlib.sha384(seed + each.to_bytes(4)).digest() for each in rounds)[:length]


def as_bytes(number: int, length: int) -> bytes:
    return number.to_bytes(length)
