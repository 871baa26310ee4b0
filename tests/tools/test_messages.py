"""Screen texts: found, kept, checked and compiled."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tools import messages

TEMPLATE = """{% load i18n %}{% translate "Save" %} don't {% translate "May" context "month" %}
{% blocktranslate count n=n trimmed %}
  one answer
{% plural %}
  {{ n }} answers
{% endblocktranslate %}{% include "x.html" with label=_("Its label") %}"""
PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("Name")
def f(n): return ngettext("one row", "%(n)s rows", n), pgettext("verb", "Watch"), str(n)
def g(n): return f"{n or _('the whole')}: {pgettext('noun', 'Watch')} {ngettext('a day', '%(n)s days', n)}"
"""


def test_every_form_of_a_text_is_found(tmp_path: Path) -> None:
    page, code = tmp_path / "page.html", tmp_path / "code.py"
    page.write_text(TEMPLATE, encoding="utf-8")
    code.write_text(PYTHON, encoding="utf-8")
    assert set(messages.template_strings(page)) == {
        (None, "Save"),
        ("month", "May"),
        (None, ("one answer", "%(n)s answers")),
        (None, "Its label"),
    }
    assert set(messages.python_strings(code)) == {
        (None, "Name"),
        (None, ("one row", "%(n)s rows")),
        ("verb", "Watch"),
        (None, "the whole"),
        ("noun", "Watch"),
        (None, ("a day", "%(n)s days")),
    }


def catalogue(**texts: str) -> Catalog:
    made = Catalog(locale="nl", domain="django")
    for english, dutch in texts.items():
        made.add(english, dutch)
    return made


def test_a_translation_outlives_its_text_until_pruned(tmp_path: Path) -> None:
    file = tmp_path / "nl" / "django.po"
    without = messages.merged([(None, "Other")], catalogue(Save="Opslaan"), prune=False)
    messages.write(without, file, language="nl")
    back = messages.merged([(None, "Save")], messages.read(file), prune=False)
    assert back["Save"].string == "Opslaan"
    pruned = messages.merged([(None, "Other")], catalogue(Save="Opslaan"), prune=True)
    assert not pruned.obsolete


def test_the_file_does_not_change_when_nothing_does(tmp_path: Path) -> None:
    file = tmp_path / "django.po"
    strings: list[messages.Key] = [(None, "Save"), (None, ("one", "%(n)s more")), ("month", "May")]
    assert messages.write(messages.merged(strings, messages.read(file), prune=False), file, language="nl")
    again = messages.merged(reversed(strings), messages.read(file), prune=False)
    assert not messages.write(again, file, language="nl")
    assert "POT-Creation-Date" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("message", "wrong"),
    [
        (Message("Save", "Opslaan"), False),
        (Message("Save", ""), True),
        (Message("%(n)s rows", "%(n)s rijen"), False),
        (Message("%(n)s rows", "%(m)s rijen"), True),
        (Message("{n} rows", "rijen"), True),
        (Message(("one row", "%(n)s rows"), ("één rij", "%(n)s rijen")), False),
        (Message(("one row", "%(n)s rows"), ("één rij", "rijen")), True),
        (Message("Save", "Opslaan", flags=["fuzzy"]), True),
    ],
)
def test_what_the_check_refuses(message: Message, wrong: bool) -> None:
    assert bool(list(messages.message_problems(message))) is wrong


def test_a_text_missing_from_the_catalogue_is_refused() -> None:
    problems = list(messages.room_problems({(None, "Save")}, catalogue(Gone="Weg")))
    assert len(problems) == 2


def test_every_screen_text_of_the_program_has_its_dutch() -> None:
    from django.conf import settings

    assert settings.USE_I18N
    assert messages.problems() == []
