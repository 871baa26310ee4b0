"""Which program a file is of, and the reading of it."""

from typing import Any, Final

from django.utils.translation import gettext as _

from extramile.questionnaires.checking import DefinitionError, check_definition
from extramile.questionnaires.exchange.carried import Carried, refuse
from extramile.questionnaires.exchange.formbricks import is_formbricks, read_formbricks
from extramile.questionnaires.exchange.limesurvey import read_limesurvey
from extramile.questionnaires.exchange.opening import as_dict, check_size, read_json
from extramile.questionnaires.exchange.qualtrics import is_qualtrics, read_qualtrics
from extramile.questionnaires.exchange.surveyjs import is_surveyjs, read_surveyjs

OURS: Final = "Extra Mile"


def read_file(data: bytes) -> Carried:
    """By what is in it, not by its name. Raises DefinitionError that names the place and the remedy."""
    check_size(data)
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") or data[:4] in (b"\xff\xfe<\x00", b"\xfe\xff\x00<"):
        return read_limesurvey(data)
    if start.startswith(b"PK\x03\x04"):
        raise refuse("", _("This is a ZIP archive. Unpack it, and bring the survey that is in it."))
    return _read_json(read_json(data))


def _read_json(raw: Any) -> Carried:
    if is_qualtrics(raw):
        return read_qualtrics(raw)
    if is_formbricks(raw):
        return read_formbricks(raw)
    if "format" in as_dict(raw):
        return _ours(raw)
    inner = next(
        (raw[name] for name in ("json", "survey", "surveyJson") if is_surveyjs(as_dict(raw).get(name))), raw
    )
    if is_surveyjs(inner):
        return read_surveyjs(inner)
    raise refuse("", _("This is no survey of LimeSurvey, SurveyJS, Qualtrics, Formbricks or Extra Mile."))


def _ours(raw: dict[str, Any]) -> Carried:
    checked = check_definition(raw)
    asked = sum(one["kind"] != "statement" for one in checked["questions"])
    title = checked.get("texts", {}).get("title", {})
    return Carried(checked, name=next(iter(title.values()), ""), program=OURS, asked=asked, kept=asked)


__all__ = ["DefinitionError", "read_file"]
