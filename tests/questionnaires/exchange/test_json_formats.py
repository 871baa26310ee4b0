"""SurveyJS, Qualtrics and Formbricks."""

from typing import Any

from extramile.questionnaires.definition import Definition
from extramile.questionnaires.exchange import Carried, read_file
from tests.questionnaires.exchange.files import as_bytes, formbricks, mc, qsf, surveyjs


def taken(data: bytes) -> tuple[Carried, Definition]:
    carried = read_file(data)
    return carried, Definition.read(carried.definition)


def when(carried: Carried) -> dict[str, Any]:
    return {one["key"]: one.get("when") for one in carried.definition["questions"]}


# --- SurveyJS --------------------------------------------------------------------------------------


def test_surveyjs_kinds_languages_and_conditions() -> None:
    both = {"default": "How likely to recommend us?", "nl": "Zou u ons aanbevelen?"}
    carried, definition = taken(
        surveyjs(
            {
                "type": "rating",
                "name": "Score",
                "title": both,
                "rateMin": 0,
                "rateMax": 10,
                "isRequired": True,
            },
            {
                "type": "panel",
                "name": "more",
                "visibleIf": "{Score} <= 6",
                "elements": [
                    {
                        "type": "checkbox",
                        "name": "what",
                        "choices": ["a", {"value": 2, "text": "Two"}],
                        "hasOther": True,
                    },
                    {
                        "type": "comment",
                        "name": "why",
                        "visibleIf": "{what} contains 2",
                        "placeholder": "Tell",
                    },
                ],
            },
            {"type": "boolean", "name": "call", "title": "Call?"},
            {"type": "matrix", "name": "m", "title": "Rate", "columns": ["bad", "good"], "rows": ["soup"]},
            {"type": "rating", "name": "seven", "rateMax": 7},
            {"type": "html", "name": "h", "html": "<h3>Hi</h3><p>There</p>"},
        )
    )
    assert [(one.key, one.kind.value) for one in definition.questions] == [
        ("score", "nps"),
        ("what", "multiple"),
        ("why", "text"),
        ("call", "consent"),
        ("m_soup", "single"),
        ("seven", "rating"),
        ("h", "statement"),
    ]
    assert definition.languages == ("en", "nl")
    assert definition.questions[0].required
    assert list(definition.questions[5].scale) == list(range(1, 8))
    assert when(carried)["what"] == [{"question": "score", "group": ["detractor"]}]
    assert when(carried)["why"] == [
        {"question": "score", "group": ["detractor"]},
        {"question": "what", "choice": ["option_2"]},
    ]
    assert (definition.questions[6].text("title", "en"), definition.questions[6].text("help", "en")) == (
        "Hi",
        "There",
    )


def test_surveyjs_without_pages_and_in_its_oldest_form() -> None:
    raw = {
        "questions": [
            {"type": "radiogroup", "name": "gender", "choices": ["m|Male", "f|Female"]},
            {"type": "signaturepad", "name": "sign"},
        ]
    }
    carried, definition = taken(as_bytes(raw))
    assert [option.label["en"] for option in definition.questions[0].options] == ["Male", "Female"]
    assert [note.place for note in carried.left_out] == ["sign"]


# --- Qualtrics -------------------------------------------------------------------------------------


def selected(qid: str, choice: int, operator: str = "Selected", **more: str) -> dict[str, str]:
    return {
        "LogicType": "Question",
        "QuestionID": qid,
        "ChoiceLocator": f"q://{qid}/SelectableChoice/{choice}",
        "Operator": operator,
        **more,
    }


def test_qualtrics_kinds_and_display_logic() -> None:
    nps = mc(
        "QID1",
        "Recommend?",
        *map(str, range(11)),
        selector="NPS",
        ColumnLabels=[{"Display": "No"}, {"Display": "Yes"}],
        Validation={"Settings": {"ForceResponse": "ON"}},
        Language={"NL": {"QuestionText": "Aanbevelen?"}},
    )
    low = {
        "0": {
            "0": {
                "LogicType": "Question",
                "LeftOperand": "q://QID1/ChoiceNumericEntryValue/1",
                "Operator": "LessThan",
                "RightOperand": "7",
            },
            "Type": "If",
        }
    }
    either = {"0": {"0": selected("QID2", 1), "1": selected("QID2", 2, Conjuction="Or"), "Type": "If"}}
    elsewhere = {"0": {"0": {"LogicType": "GeoIP", "LeftOperand": "loc://City"}, "Type": "If"}}
    why: dict[str, Any] = {
        "QuestionID": "QID3",
        "DataExportTag": "why",
        "QuestionText": "Why?",
        "QuestionType": "TE",
        "Selector": "ML",
        "DisplayLogic": either,
    }
    carried, definition = taken(
        qsf(
            nps,
            mc("QID2", "What?", "A", "B", "C", selector="MAVR", DisplayLogic=low),
            why,
            mc("QID4", "Where?", "Here", "There", DisplayLogic=elsewhere),
            {"QuestionID": "QID5", "QuestionText": "Draw", "QuestionType": "Draw", "Selector": "Signature"},
        )
    )
    assert [one.kind.value for one in definition.questions] == ["nps", "multiple", "text", "single"]
    assert (definition.languages, definition.questions[0].text("high", "en")) == (("en", "nl"), "Yes")
    assert when(carried)["qid2"] == [{"question": "qid1", "group": ["detractor"]}]
    assert when(carried)["qid3"] == [{"question": "qid2", "choice": ["option_1", "option_2"]}]
    assert when(carried)["qid4"] is None
    assert [note.place for note in carried.changed] == ["Q4"]
    assert [note.what for note in carried.left_out] == ["Draw"]


def test_qualtrics_skips_and_branches_become_conditions() -> None:
    questions = [
        mc("QID1", "One?", "Yes", "No"),
        mc("QID2", "Two?", "Yes", "No"),
        mc("QID3", "Three?", "Yes", "No"),
    ]
    skips = {"QID1": [{**selected("QID1", 1), "Condition": "Selected", "SkipToDestination": "QID3"}]}
    carried, _definition = taken(qsf(*questions, skips=skips))
    assert when(carried) == {
        "qid1": None,
        "qid2": [{"question": "qid1", "choice": ["option_2"]}],
        "qid3": None,
    }
    over = {"QID1": [{**selected("QID1", 2), "Condition": "Selected", "SkipToDestination": "ENDOFSURVEY"}]}
    carried, _definition = taken(qsf(*questions, skips=over))
    only_yes = [{"question": "qid1", "choice": ["option_1"]}]
    # Who leaves the first open went on there, and does not here: nothing of ours hangs on an open question.
    assert when(carried) == {"qid1": None, "qid2": only_yes, "qid3": only_yes}


def test_qualtrics_tables_and_sums() -> None:
    table = mc("QID1", "How good is", "the soup?", "the pie?") | {
        "QuestionType": "Matrix",
        "Selector": "Likert",
        "SubSelector": "SingleAnswer",
        "Answers": {str(n): {"Display": str(n)} for n in range(1, 6)},
    }
    total = mc("QID2", "Divide", "Us", "Them") | {"QuestionType": "CS", "Selector": "VRTL"}
    _carried, definition = taken(qsf(table, total))
    assert [(one.key, one.kind.value) for one in definition.questions] == [
        ("qid1_1", "rating"),
        ("qid1_2", "rating"),
        ("qid2", "points"),
    ]


# --- Formbricks ------------------------------------------------------------------------------------


def jump(operator: str, value: object, target: str, name: str = "nps") -> dict[str, Any]:
    condition = {
        "leftOperand": {"type": "question", "value": name},
        "operator": operator,
        "rightOperand": {"type": "static", "value": value},
    }
    return {
        "conditions": {"connector": "and", "conditions": [condition]},
        "actions": [{"objective": "jumpToQuestion", "target": target}],
    }


def ask(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "headline": {"default": f"{name}?"}, "required": False, **more}


def test_formbricks_jumps_become_conditions() -> None:
    carried, definition = taken(
        formbricks(
            ask(
                "nps",
                "nps",
                lowerLabel={"default": "No"},
                upperLabel={"default": "Yes"},
                logic=[jump("isGreaterThanOrEqual", 9, "love"), jump("isGreaterThanOrEqual", 7, "almost")],
            ),
            ask("wrong", "openText", logicFallback="call"),
            ask("almost", "openText", logicFallback="call"),
            ask("love", "openText"),
            ask("call", "consent", label={"default": "May we call?"}),
            languages=[{"default": True, "enabled": True, "language": {"code": "en"}}],
            endings=[{"type": "endScreen", "headline": {"default": "Thanks!"}}],
        )
    )
    assert [one.kind.value for one in definition.questions] == ["nps", "text", "text", "text", "consent"]
    assert when(carried)["love"] == [{"question": "nps", "group": ["promoter"]}]
    assert when(carried)["almost"] == [{"question": "nps", "group": ["passive"]}]
    assert when(carried)["wrong"] == [{"question": "nps", "group": ["detractor"]}]
    assert when(carried)["call"] is None
    assert definition.text("thanks", "en") == "Thanks!"


def test_formbricks_blocks_choices_and_languages() -> None:
    choices = [
        {"id": "x1", "label": {"default": "Prijs", "en": "Price"}},
        {"id": "other", "label": {"default": "Anders"}},
    ]
    blocks = [
        {
            "id": "b1",
            "elements": [ask("what", "multipleChoiceMulti", choices=choices), ask("rate", "csat", range=5)],
        },
        {"id": "b2", "elements": [ask("who", "contactInfo"), ask("pick", "pictureSelection")]},
    ]
    raw = {
        "data": {
            "name": "x",
            "blocks": blocks,
            "languages": [
                {"default": True, "language": {"code": "nl"}},
                {"default": False, "language": {"code": "en"}},
            ],
        }
    }
    carried, definition = taken(as_bytes(raw))
    assert definition.languages == ("nl",)  # no question is asked in English
    assert [option.label for option in definition.questions[0].options] == [{"nl": "Prijs"}, {"nl": "Anders"}]
    assert [note.place for note in carried.left_out] == ["who", "pick"]
    assert "known from the job" in carried.left_out[0].reason


def test_formbricks_of_years_ago() -> None:
    old = {"id": "love", "type": "openText", "headline": "What do you love?", "required": True}
    rating = {
        "id": "rate",
        "type": "rating",
        "headline": "Rate us",
        "scale": "star",
        "range": 5,
        "logic": [{"condition": "lessEqual", "value": 3, "destination": "end"}],
    }
    carried, _definition = taken(formbricks(rating, old))
    assert when(carried)["love"] == [{"question": "rate", "at_least": 4, "at_most": 5}]
