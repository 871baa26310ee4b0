import argparse
import io
import json
from datetime import datetime
from pathlib import Path

import pytest

from extramile.cli.questionnaire import register, run
from extramile.cli.shape import CommandError
from extramile.questionnaires import operations, queries
from extramile.questionnaires.exchange import read_file
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.shipped import default_definition
from tests.questionnaires.exchange.files import surveyjs

pytestmark = pytest.mark.django_db


def _arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    return parser.parse_args(["questionnaire", *words])


def test_out_and_in_again_is_the_same(
    now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    operations.ship_default(now)
    assert run(_arguments("export", "nps-after-job")) == 0
    file = tmp_path / "nps.json"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(_arguments("import", "visit", str(file), "--name", "After a visit")) == 0
    made = Questionnaire.objects.get(slug="visit")
    assert (made.name, operations.current(made)) == ("After a visit", default_definition())
    assert queries.draft_of(made) is not None


def test_a_known_one_gets_it_as_its_draft(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    known = operations.ship_default(now)
    changed = default_definition()
    changed["questions"].pop()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(changed).encode())))
    assert run(_arguments("import", "nps-after-job")) == 0
    assert operations.current(known) == changed
    assert queries.newest_published("nps-after-job").definition == default_definition()


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "not JSON"), ('{"format": 1}', "languages, questions is missing"), (None, "cannot be read")],
)
def test_a_bad_file_is_explained(tmp_path: Path, content: str | None, words: str) -> None:
    file = tmp_path / "bad.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=words):
        run(_arguments("import", "visit", str(file)))
    assert not Questionnaire.objects.exists()


def test_a_version_that_is_not_there(now: datetime) -> None:
    operations.ship_default(now)
    for words in (("export", "nps-after-job", "--version", "9"), ("export", "nope")):
        with pytest.raises(CommandError, match="no such version"):
            run(_arguments(*words))


def test_one_of_another_program_comes_in_and_says_what_stayed_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "survey.json"
    file.write_bytes(surveyjs({"type": "text", "name": "why"}, {"type": "file", "name": "photo"}))
    assert run(_arguments("import", "coffee", str(file))) == 0
    assert operations.current(Questionnaire.objects.get(slug="coffee"))["questions"][0]["key"] == "why"
    told = capsys.readouterr().err
    assert "1 of 2 questions came along from SurveyJS" in told
    assert "photo: This kind of question does not exist here" in told


@pytest.mark.parametrize("program", ["surveyjs", "limesurvey"])
def test_ours_goes_to_another_program(
    now: datetime, capsys: pytest.CaptureFixture[str], program: str
) -> None:
    operations.ship_default(now)
    assert run(_arguments("export", "nps-after-job", "--for", program)) == 0
    out, told = capsys.readouterr()
    assert read_file(out.encode()).kept == 5
    assert "Other words for some stay behind." in told
