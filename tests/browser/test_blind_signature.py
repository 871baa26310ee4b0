"""The voter's half in a real Chromium: the RFC's own numbers, and both ways with the server's half."""

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import Browser, Page

from extramile.core.blind_signatures import (
    Blinded,
    base64url,
    blind,
    blind_sign,
    finalize,
    fingerprint,
    new_private_key,
    prepare,
    public_key,
    public_numbers,
    verify,
)
from tests.browser.loopback import page_of, serving
from tests.core import rfc9474
from tests.core.test_blind_signature_keys import bad_keys

MODULE = "/static/js/voice/blind_signature.js"
# Runs BODY with the module as `m`, and what Python gives as `given`: bytes travel as hexadecimal.
FRAME = """async (given) => {
  const m = await import(MODULE);
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const problem = async (work) => {
    try { return { value: await work() }; } catch (error) { return { what: error.what ?? String(error) }; }
  };
  BODY
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """One page for all: the module keeps nothing."""
    with serving(lambda asked: page_of("<p>A page.") if asked.path == "/" else None) as address:
        context = chromium.new_context()
        opened = context.new_page()
        opened.goto(address)
        yield opened
        context.close()


@pytest.fixture(scope="module")
def private() -> bytes:
    return new_private_key()


def run(page: Page, body: str, **given: object) -> Any:
    code = FRAME.replace("MODULE", f'"{MODULE}"').replace("BODY", body)
    return page.evaluate(
        code, {name: value.hex() if isinstance(value, bytes) else value for name, value in given.items()}
    )


def blinds(page: Page, public: bytes, message: bytes) -> tuple[bytes, Blinded]:
    """A ballot that the browser made: prepared, and blinded."""
    made = run(
        page,
        """const key = await m.importKey(bytes(given.public));
        const prepared = m.prepare(bytes(given.message));
        const blinded = await m.blind(key, prepared);
        return [prepared, blinded.message, blinded.secret].map(m.hexOf);""",
        public=public,
        message=message,
    )
    prepared, sent, secret = (bytes.fromhex(each) for each in made)
    return prepared, Blinded(sent, secret)


def finalizes(page: Page, public: bytes, prepared: bytes, answer: bytes, secret: bytes) -> Any:
    return run(
        page,
        """const key = await m.importKey(bytes(given.public));
        const given3 = [given.prepared, given.answer, given.secret].map(bytes);
        return problem(async () => m.hexOf(await m.finalize(key, ...given3)));""",
        public=public,
        prepared=prepared,
        answer=answer,
        secret=secret,
    )


def accepts(page: Page, public: bytes, prepared: bytes, signature: bytes) -> Any:
    return run(
        page,
        """const key = await m.importKey(bytes(given.public));
        return m.verify(key, bytes(given.prepared), bytes(given.signature));""",
        public=public,
        prepared=prepared,
        signature=signature,
    )


def imports(page: Page, public: bytes) -> Any:
    return run(
        page,
        "return problem(async () => m.fingerprint(await m.importKey(bytes(given.public))));",
        public=public,
    )


# The RFC's own numbers


def test_preparing_as_the_rfc_does(page: Page) -> None:
    vector = rfc9474.randomized()
    made = run(
        page,
        "return m.hexOf(m.prepare(bytes(given.msg), { prefix: bytes(given.prefix) }));",
        msg=vector.msg,
        prefix=vector.msg_prefix,
    )
    assert made == vector.prepared_msg.hex()


@pytest.mark.parametrize("variant", [each.variant for each in rfc9474.vectors() if each.salt])
def test_every_step_of_the_voter_comes_out_as_in_the_rfc(page: Page, variant: str) -> None:
    [vector] = [each for each in rfc9474.vectors() if each.variant == variant]
    public = rfc9474.verifying_key()
    made = run(
        page,
        """const key = await m.importKey(bytes(given.public));
        const known = { salt: bytes(given.salt), factor: BigInt(given.factor) };
        const blinded = await m.blind(key, bytes(given.prepared), known);
        return [blinded.message, blinded.secret].map(m.hexOf);""",
        public=public,
        prepared=vector.prepared_msg,
        salt=vector.salt,
        factor=hex(vector.factor),
    )
    assert made == [vector.blinded_msg.hex(), vector.inv.hex()]
    signed = finalizes(page, public, vector.prepared_msg, vector.blind_sig, vector.inv)
    assert signed == {"value": vector.sig.hex()}


@pytest.mark.parametrize("variant", [each.variant for each in rfc9474.vectors() if not each.salt])
def test_the_variants_without_salt_are_not_ours(page: Page, variant: str) -> None:
    [vector] = [each for each in rfc9474.vectors() if each.variant == variant]
    public = rfc9474.verifying_key()
    assert accepts(page, public, vector.prepared_msg, vector.sig) is False
    signed = finalizes(page, public, vector.prepared_msg, vector.blind_sig, vector.inv)
    assert signed == {"what": "signature"}


# Both ways


@pytest.mark.parametrize("bits", [2048, 3072, 4096])
def test_the_browser_blinds_the_server_signs_and_counts(page: Page, bits: int) -> None:
    private = new_private_key(bits=bits)
    public = public_key(private)
    prepared, blinded = blinds(page, public, b"from the browser")
    answer = blind_sign(private, blinded.message)
    signed = finalizes(page, public, prepared, answer, blinded.secret)
    signature = bytes.fromhex(signed["value"])
    assert prepared[32:] == b"from the browser"
    assert verify(public, prepared, signature)
    assert finalize(public, prepared, answer, blinded.secret) == signature


def test_many_ballots_in_a_row_come_through(page: Page, private: bytes) -> None:
    public = public_key(private)
    made = run(
        page,
        """const key = await m.importKey(bytes(given.public));
        const ballots = [];
        for (let number = 0; number < 60; number += 1) {
          const prepared = m.prepare(new Uint8Array(0));
          const { message, secret } = await m.blind(key, prepared);
          ballots.push([prepared, message, secret].map(m.hexOf));
        }
        return ballots;""",
        public=public,
    )
    ballots = [tuple(bytes.fromhex(part) for part in each) for each in made]
    assert len({part for each in ballots for part in each}) == 180
    for prepared, message, secret in ballots:
        finalize(public, prepared, blind_sign(private, message), secret)


def test_numbers_that_begin_with_zeros_keep_their_length(page: Page) -> None:
    """A blinded ballot of 3·2^1000, and a secret of 5: 386 and 511 zero bytes in front."""
    vector, key, public = rfc9474.randomized(), rfc9474.numbers(), rfc9474.verifying_key()
    encoded = int.from_bytes(vector.encoded_msg)
    small_message = pow((3 << 1000) * pow(encoded, -1, key["n"]), key["d"], key["n"])
    for factor, zeros in ((small_message, 512 - 126), (pow(5, -1, key["n"]), 511)):
        made = run(
            page,
            """const key = await m.importKey(bytes(given.public));
            const known = { salt: bytes(given.salt), factor: BigInt(given.factor) };
            const blinded = await m.blind(key, bytes(given.prepared), known);
            return [blinded.message, blinded.secret].map(m.hexOf);""",
            public=public,
            prepared=vector.prepared_msg,
            salt=vector.salt,
            factor=hex(factor),
        )
        message, secret = (bytes.fromhex(each) for each in made)
        assert len(message) == len(secret) == 512
        assert bytes(zeros) in (message[:zeros], secret[:zeros])
        answer = blind_sign(rfc9474.private_key(), message)
        signed = finalizes(page, public, vector.prepared_msg, answer, secret)
        assert signed == {"value": vector.sig.hex()}


def test_the_server_blinds_and_the_browser_checks(page: Page, private: bytes) -> None:
    public = public_key(private)
    prepared = prepare(b"from Python")
    blinded = blind(public, prepared)
    answer = blind_sign(private, blinded.message)
    signature = finalize(public, prepared, answer, blinded.secret)
    assert accepts(page, public, prepared, signature) is True
    assert finalizes(page, public, prepared, answer, blinded.secret) == {"value": signature.hex()}
    assert accepts(page, public, prepare(b"from Python"), signature) is False
    assert accepts(page, public, prepared, bytes(256)) is False
    assert accepts(page, public, prepared, b"\x00" + signature) is False
    assert accepts(page, public_key(new_private_key()), prepared, signature) is False


# Hostile answers, and keys that are none


def spoilt(answer: bytes, modulus: int) -> dict[str, bytes]:
    return {
        "nothing": b"",
        "zero": bytes(256),
        "a bit": answer[:-1] + bytes([answer[-1] ^ 1]),
        "short": answer[1:],
        "long": b"\x00" + answer,
        "the modulus": modulus.to_bytes(256),
        "past it": (modulus + 1).to_bytes(256),
    }


def test_a_spoilt_answer_is_never_a_signature(page: Page, private: bytes) -> None:
    public = public_key(private)
    prepared, blinded = blinds(page, public, b"ballot")
    answer = blind_sign(private, blinded.message)
    assert "value" in finalizes(page, public, prepared, answer, blinded.secret)
    for name, wrong in spoilt(answer, public_numbers(public).modulus).items():
        assert finalizes(page, public, prepared, wrong, blinded.secret) == {"what": "signature"}, name
    other = finalizes(page, public, prepare(b"ballot"), answer, blinded.secret)
    assert other == {"what": "signature"}


@pytest.mark.parametrize("which", list(bad_keys()))
def test_what_is_no_key_of_ours_is_refused(page: Page, which: str) -> None:
    assert imports(page, bad_keys()[which]) == {"what": "key"}


def test_a_key_is_the_same_as_spki_and_as_jwk_and_has_the_servers_fingerprint(
    page: Page, private: bytes
) -> None:
    public = public_key(private)
    assert imports(page, public) == {"value": fingerprint(public)}
    by_jwk = run(
        page,
        "return problem(async () => m.fingerprint(await m.importKey(given.key)));",
        key=public_numbers(public).as_json,
    )
    assert by_jwk == {"value": fingerprint(public)}
    short = rsa.generate_private_key(65_537, 1024).public_key().public_numbers().n
    weak = run(
        page,
        "return problem(() => m.importKey(given.key));",
        key={"n": base64url(short.to_bytes(128)), "e": "AQAB"},
    )
    assert weak == {"what": "key"}


def test_only_prepared_bytes_are_blinded(page: Page, private: bytes) -> None:
    refused = run(
        page,
        """const key = await m.importKey(bytes(given.public));
        return Promise.all([
          problem(() => m.prepare("text")),
          problem(() => m.prepare(new Uint8Array(8), { prefix: new Uint8Array(31) })),
          problem(() => m.blind(key, new Uint8Array(31))),
          problem(() => m.blind(key, "text")),
          problem(() => m.blind(key, new Uint8Array(64), { salt: new Uint8Array(0) })),
          problem(() => m.blind(key, new Uint8Array(64), { factor: 0n })),
        ]);""",
        public=public_key(private),
    )
    assert [each["what"] for each in refused] == ["ballot"] * 5 + ["key"]
