"""Small survey files, written here after the published structure of each program; nobody's survey."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any


def as_bytes(raw: object) -> bytes:
    return json.dumps(raw, ensure_ascii=False).encode()


# --- LimeSurvey ------------------------------------------------------------------------------------


def table(name: str, *rows: Mapping[str, object]) -> str:
    cells = ("".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in row.items()) for row in rows)
    return f"<{name}><rows>{''.join(f'<row>{each}</row>' for each in cells)}</rows></{name}>"


def lss(*tables: str, languages: tuple[str, ...] = ("en",)) -> bytes:
    spoken = "".join(f"<language>{one}</language>" for one in languages)
    surveys = table("surveys", {"sid": 1, "language": languages[0]})
    return (
        '<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>'
        f"<languages>{spoken}</languages>{surveys}{''.join(tables)}</document>"
    ).encode()


def question(qid: int, kind: str, code: str, text: str, **more: object) -> dict[str, object]:
    return {
        "qid": qid,
        "parent_qid": 0,
        "gid": 1,
        "type": kind,
        "title": code,
        "question": text,
        "question_order": qid,
        "language": "en",
        "relevance": "1",
        **more,
    }


def answer(qid: int, code: str, text: str, **more: object) -> dict[str, object]:
    return {"qid": qid, "code": code, "answer": text, "sortorder": 0, "language": "en", "scale_id": 0, **more}


def row(qid: int, parent: int, code: str, text: str, **more: object) -> dict[str, object]:
    return {
        "qid": qid,
        "parent_qid": parent,
        "gid": 1,
        "type": "T",
        "title": code,
        "question": text,
        "question_order": qid,
        "language": "en",
        "scale_id": 0,
        **more,
    }


# --- the JSON formats ------------------------------------------------------------------------------


def surveyjs(*elements: Mapping[str, Any], **more: object) -> bytes:
    return as_bytes({"title": "Coffee", "pages": [{"name": "p", "elements": list(elements)}], **more})


def qsf(
    *questions: Mapping[str, Any], flow: list[Any] | None = None, skips: Mapping[str, Any] | None = None
) -> bytes:
    """Each question is a payload with its QuestionID; all stand in one block."""
    skipped = skips or {}
    block = {
        "Type": "Default",
        "ID": "BL_1",
        "BlockElements": [
            {
                "Type": "Question",
                "QuestionID": one["QuestionID"],
                "SkipLogic": skipped.get(one["QuestionID"], []),
            }
            for one in questions
        ],
    }
    elements: list[dict[str, Any]] = [
        {"Element": "BL", "Payload": [block]},
        {"Element": "FL", "Payload": {"Type": "Root", "Flow": flow or [{"Type": "Block", "ID": "BL_1"}]}},
    ]
    elements += [
        {"Element": "SQ", "PrimaryAttribute": one["QuestionID"], "Payload": one} for one in questions
    ]
    return as_bytes(
        {"SurveyEntry": {"SurveyName": "Coffee", "SurveyLanguage": "EN"}, "SurveyElements": elements}
    )


def mc(qid: str, text: str, *choices: str, selector: str = "SAVR", **more: object) -> dict[str, Any]:
    shown = {str(number): {"Display": choice} for number, choice in enumerate(choices, start=1)}
    return {
        "QuestionID": qid,
        "DataExportTag": qid.replace("QID", "Q"),
        "QuestionText": text,
        "QuestionType": "MC",
        "Selector": selector,
        "Choices": shown,
        **more,
    }


def formbricks(*questions: Mapping[str, Any], **more: object) -> bytes:
    return as_bytes({"name": "Coffee", "questions": list(questions), **more})
