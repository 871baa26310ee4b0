"""Nothing personal and no token reaches a log."""

import json
import logging
import logging.config
from typing import Any

import pytest

from extramile.core.logging import configuration, hide, level_of


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("mail to jan.de.vries@example.org failed", "mail to [address] failed"),
        ("Internal Server Error: /a/k3zq9mmz1x8c7v5b2n4m6", "Internal Server Error: /a/[token]"),
        ("Key (email)=(jan@example.org) exists", "Key (email)=([address]) exists"),
        ("DETAIL:  Failing row contains (4, Jan).", "DETAIL: [left out]"),
        ("sms to +31 6 12345678 refused", "sms to [number] refused"),
        ("step failed after 12 seconds", "step failed after 12 seconds"),
        ("2026-03-02T09:00:00 all is well", "2026-03-02T09:00:00 all is well"),
    ],
)
def test_what_looks_personal_is_taken_out(text: str, hidden: str) -> None:
    assert hide(text) == hidden


@pytest.fixture
def record_of(capsys: pytest.CaptureFixture[str]) -> Any:
    """Log an exception the way the program is configured to, and read what came out."""
    kept = logging.root.handlers[:], logging.root.level

    def log(form: str) -> str:
        logging.config.dictConfig(configuration(form=form, level="INFO"))
        try:
            raise ValueError("cannot send to jan@example.org")
        except ValueError:
            logging.getLogger("extramile.test").exception("mail for %s", "jan@example.org")
        return capsys.readouterr().err

    yield log
    logging.root.handlers[:], logging.root.level = kept


@pytest.mark.parametrize("form", ["text", "json"])
def test_arguments_and_tracebacks_are_cleaned_too(form: str, record_of: Any) -> None:
    out = record_of(form)
    assert "jan@example.org" not in out
    assert "mail for [address]" in out
    assert "ValueError: cannot send to [address]" in out


def test_json_is_one_object_a_line(record_of: Any) -> None:
    [line] = record_of("json").splitlines()
    assert json.loads(line)["level"] == "error"


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_number_that_somebody_was_given_stands_beside_what_happened(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing else that a record carries: Django's carry the whole request."""
    kept = logging.root.handlers[:], logging.root.level
    try:
        logging.config.dictConfig(configuration(form=form, level="INFO"))
        more = {"mark": "k7f2", "path": "/a/k3zq9mmz1x8c7v5b2n4m6", "request": "secret"}
        logging.getLogger("extramile.test").error("page failed", extra=more)
    finally:
        logging.root.handlers[:], logging.root.level = kept
    out = capsys.readouterr().err
    assert "k7f2" in out
    assert "/a/[token]" in out
    assert "secret" not in out


def test_a_level_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="debug"):
        level_of("loud")
