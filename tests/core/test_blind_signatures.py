"""A signer vouches for a ballot it cannot know again, and for nothing else; the RFC's numbers come out."""

from collections.abc import Callable

import gmpy2
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
)

from extramile.core.blind_signatures import (
    PSS,
    Blinded,
    BlindSignatureProblem,
    MessageProblem,
    NotSigned,
    SigningFault,
    blind,
    blind_sign,
    finalize,
    new_private_key,
    prepare,
    public_key,
    public_numbers,
    verify,
)
from tests.core import rfc9474

SALTED = [each for each in rfc9474.vectors() if len(each.salt) == 48]
UNSALTED = [each for each in rfc9474.vectors() if not each.salt]


@pytest.fixture(scope="module")
def private() -> bytes:
    return new_private_key()


@pytest.fixture(scope="module")
def public(private: bytes) -> bytes:
    return public_key(private)


@pytest.fixture(scope="module")
def other() -> bytes:
    return new_private_key()


def a_ballot(private: bytes, message: bytes = b"ballot") -> tuple[bytes, Blinded, bytes, bytes]:
    """Prepared, blinded, the blind signature, and the signature."""
    public = public_key(private)
    prepared = prepare(message)
    blinded = blind(public, prepared)
    answer = blind_sign(private, blinded.message)
    return prepared, blinded, answer, finalize(public, prepared, answer, blinded.secret)


# The RFC's own numbers


def test_the_vectors_are_the_four_of_the_rfc() -> None:
    assert [len(SALTED), len(UNSALTED)] == [2, 2]
    key = rfc9474.numbers()
    assert key["p"] * key["q"] == key["n"]
    for each in rfc9474.vectors():
        assert each.prepared_msg == each.msg_prefix + each.msg
        assert pow(int.from_bytes(each.sig), key["e"], key["n"]) == int.from_bytes(each.encoded_msg)


def test_preparing_as_the_rfc_does() -> None:
    vector = rfc9474.randomized()
    assert prepare(vector.msg, prefix=vector.msg_prefix) == vector.prepared_msg


@pytest.mark.parametrize("vector", SALTED, ids=lambda vector: vector.variant)
def test_every_step_comes_out_as_in_the_rfc(vector: rfc9474.Vector) -> None:
    public = rfc9474.verifying_key()
    blinded = blind(public, vector.prepared_msg, salt=vector.salt, factor=vector.factor)
    assert blinded.message == vector.blinded_msg
    assert blinded.secret == vector.inv
    assert blind_sign(rfc9474.private_key(), vector.blinded_msg) == vector.blind_sig
    assert finalize(public, vector.prepared_msg, vector.blind_sig, vector.inv) == vector.sig
    assert verify(public, vector.prepared_msg, vector.sig)


@pytest.mark.parametrize("vector", UNSALTED, ids=lambda vector: vector.variant)
def test_the_variants_without_salt_are_not_ours(vector: rfc9474.Vector) -> None:
    assert not verify(rfc9474.verifying_key(), vector.prepared_msg, vector.sig)
    with pytest.raises(NotSigned):
        finalize(rfc9474.verifying_key(), vector.prepared_msg, vector.blind_sig, vector.inv)


# There and back


def test_a_ballot_is_signed_and_counts(private: bytes, public: bytes) -> None:
    prepared, blinded, answer, signature = a_ballot(private)
    assert prepared[32:] == b"ballot"
    assert verify(public, prepared, signature)
    assert len(blinded.message) == len(blinded.secret) == len(answer) == len(signature) == 256


@pytest.mark.parametrize("bits", [3072, 4096])
def test_longer_keys_sign_as_well(bits: int) -> None:
    a_ballot(new_private_key(bits=bits))


def test_nothing_is_drawn_twice(public: bytes) -> None:
    prepared = {prepare(b"") for _ in range(50)}
    assert len(prepared) == 50
    blinded = [blind(public, bytes(64)) for _ in range(50)]
    assert len({each.message for each in blinded}) == len({each.secret for each in blinded}) == 50


def test_the_same_blinded_ballot_gets_the_same_signature(private: bytes, public: bytes) -> None:
    blinded = blind(public, prepare(b"ballot"))
    assert len({blind_sign(private, blinded.message) for _ in range(5)}) == 1


def test_any_ballot_may_be_the_one_behind_any_blinded_message(private: bytes, public: bytes) -> None:
    """What the signer saw fits every ballot that was ever handed in equally well: for each there is one
    blinding factor, as likely as any other, that leads from it to what was seen."""
    modulus, exponent = public_numbers(public).modulus, public_numbers(public).exponent
    sessions = [a_ballot(private) for _ in range(3)]
    for prepared, _, _, signature in sessions:
        for _, seen, answered, _ in sessions:
            inverse = int.from_bytes(signature) * pow(int.from_bytes(answered), -1, modulus) % modulus
            factor = pow(inverse, -1, modulus)
            encoded = pow(int.from_bytes(signature), exponent, modulus)
            assert encoded * pow(factor, exponent, modulus) % modulus == int.from_bytes(seen.message)
            assert finalize(public, prepared, answered, inverse.to_bytes(256)) == signature


def test_the_signer_sees_neither_the_ballot_nor_its_signature(private: bytes) -> None:
    prepared, blinded, answer, signature = a_ballot(private, b"recognise me")
    for hidden in (prepared, b"recognise me", signature):
        assert hidden not in blinded.message + answer
    assert "secret" not in repr(blinded)


# Hostile input to the signer


def numbers_nobody_blinds_to(modulus: int) -> dict[str, int]:
    return {"zero": 0, "one": 1, "minus one": modulus - 1, "the modulus": modulus, "past it": modulus + 5}


@pytest.mark.parametrize("which", list(numbers_nobody_blinds_to(9)))
def test_numbers_that_sign_themselves_or_are_too_large_are_refused(
    private: bytes, public: bytes, which: str
) -> None:
    number = numbers_nobody_blinds_to(public_numbers(public).modulus)[which]
    with pytest.raises(MessageProblem):
        blind_sign(private, number.to_bytes(256))


def test_a_factor_of_the_key_is_refused() -> None:
    """Whoever could send it knew the key already; signing it would still be no signature of a ballot."""
    with pytest.raises(MessageProblem, match="factor"):
        blind_sign(rfc9474.private_key(), rfc9474.numbers()["p"].to_bytes(512))


@pytest.mark.parametrize("length", [0, 1, 255, 257, 512, 100_000])
def test_any_other_length_is_refused(private: bytes, length: int) -> None:
    with pytest.raises(MessageProblem, match="256 bytes"):
        blind_sign(private, b"\x02" * length)


def test_the_smallest_and_the_largest_that_may_be_are_signed(private: bytes, public: bytes) -> None:
    modulus, exponent = public_numbers(public).modulus, public_numbers(public).exponent
    for number in (2, modulus - 2):
        signed = int.from_bytes(blind_sign(private, number.to_bytes(256)))
        assert pow(signed, exponent, modulus) == number


# The private operation


def test_the_number_is_masked_anew_before_the_private_operation(
    private: bytes, public: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    real: Callable[[int, int, int], object] = gmpy2.powmod_sec

    def watched(number: int, exponent: int, modulus: int) -> object:
        seen.append(int(number))
        return real(number, exponent, modulus)

    monkeypatch.setattr(gmpy2, "powmod_sec", watched)
    blinded = blind(public, prepare(b"ballot")).message
    first, second = blind_sign(private, blinded), blind_sign(private, blinded)
    assert first == second
    assert len(seen) == 4
    assert int.from_bytes(blinded) not in seen
    assert seen[0] != seen[2]


@pytest.mark.parametrize("slip", [0, 1])
def test_a_machine_that_slips_once_gives_nothing_away(
    private: bytes, public: bytes, monkeypatch: pytest.MonkeyPatch, slip: int
) -> None:
    """Wrong modulo one factor only: one such signature would give the factors away."""
    real: Callable[[int, int, int], int] = gmpy2.powmod_sec
    done: list[int] = []

    def slipping(number: int, exponent: int, modulus: int) -> int:
        done.append(1)
        return int(real(number, exponent, modulus)) ^ (len(done) == slip + 1)

    monkeypatch.setattr(gmpy2, "powmod_sec", slipping)
    with pytest.raises(SigningFault):
        blind_sign(private, blind(public, prepare(b"ballot")).message)


def test_a_damaged_key_signs_nothing(private: bytes, public: bytes) -> None:
    key = load_der_private_key(private, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    whole = key.private_numbers()
    damaged = rsa.RSAPrivateNumbers(
        whole.p, whole.q, whole.d, whole.dmp1, whole.dmq1 ^ 2, whole.iqmp, whole.public_numbers
    )
    with pytest.raises(SigningFault):
        blind_sign(rfc9474.written(damaged), blind(public, prepare(b"ballot")).message)


# Hostile answers to the voter, hostile ballots to whoever counts


def test_a_signature_of_another_key_is_none(private: bytes, public: bytes, other: bytes) -> None:
    prepared, blinded, _, signature = a_ballot(private)
    assert not verify(public_key(other), prepared, signature)
    with pytest.raises(NotSigned):
        finalize(
            public, prepared, bytes(1) + blind_sign(other, b"\x00" + blinded.message[1:])[1:], blinded.secret
        )


def spoilt(value: bytes, modulus: int) -> dict[str, bytes]:
    return {
        "nothing": b"",
        "zero": bytes(256),
        "one": (1).to_bytes(256),
        "a bit": value[:-1] + bytes([value[-1] ^ 1]),
        "short": value[1:],
        "long": b"\x00" + value,
        "past the modulus": modulus.to_bytes(256),
        "noise": b"\xff" * 256,
    }


@pytest.mark.parametrize("which", list(spoilt(b"x" * 256, 9)))
def test_a_spoilt_answer_is_never_a_signature(private: bytes, public: bytes, which: str) -> None:
    prepared, blinded, answer, signature = a_ballot(private)
    modulus = public_numbers(public).modulus
    with pytest.raises(NotSigned):
        finalize(public, prepared, spoilt(answer, modulus)[which], blinded.secret)
    assert not verify(public, prepared, spoilt(signature, modulus)[which])


def test_a_signature_is_of_its_own_ballot_only(private: bytes, public: bytes) -> None:
    prepared, blinded, answer, signature = a_ballot(private)
    assert not verify(public, prepare(b"ballot"), signature)
    assert not verify(public, prepared + b"\x00", signature)
    assert not verify(public, prepared[:31], signature)
    with pytest.raises(NotSigned):
        finalize(public, prepare(b"ballot"), answer, blinded.secret)
    with pytest.raises(NotSigned):
        finalize(public, prepared, answer, blind(public, prepared).secret)


def test_the_same_signature_written_as_a_larger_number_is_refused(private: bytes, public: bytes) -> None:
    """A ballot that could be written in two ways could be handed in twice."""
    prepared, _, _, signature = a_ballot(private)
    larger = int.from_bytes(signature) + public_numbers(public).modulus
    if larger.bit_length() <= 2048:
        assert not verify(public, prepared, larger.to_bytes(256))
    assert not verify(public, prepared, larger.to_bytes(257))


def test_a_signature_without_its_leading_zero_is_refused(private: bytes, public: bytes) -> None:
    """One signature in 256 begins with a zero, and would be the same number without it."""
    key = load_der_private_key(private, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    prepared = prepare(b"ballot")
    signature = next(each for each in iter(lambda: key.sign(prepared, PSS, SHA384()), b"") if not each[0])
    assert verify(public, prepared, signature)
    assert not verify(public, prepared, signature[1:])


def test_two_signatures_do_not_make_a_third(private: bytes, public: bytes) -> None:
    """RSA multiplies; what PSS puts into the number does not."""
    modulus = public_numbers(public).modulus
    first, second = a_ballot(private), a_ballot(private)
    product = int.from_bytes(first[3]) * int.from_bytes(second[3]) % modulus
    for prepared in (first[0], second[0], first[0] + second[0]):
        assert not verify(public, prepared, product.to_bytes(256))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_the_prefix_is_thirty_two_bytes(length: int) -> None:
    with pytest.raises(MessageProblem):
        prepare(b"ballot", prefix=bytes(length))


@pytest.mark.parametrize("length", [0, 47, 49])
def test_the_salt_is_forty_eight_bytes(public: bytes, length: int) -> None:
    with pytest.raises(MessageProblem):
        blind(public, prepare(b"ballot"), salt=bytes(length))


def test_every_problem_says_what_to_do() -> None:
    problems = BlindSignatureProblem.__subclasses__()
    assert {each.__name__ for each in problems} == {
        "KeyProblem",
        "MessageProblem",
        "NotSigned",
        "SigningFault",
    }
    assert all(len(each.remedy) > 20 for each in problems)
