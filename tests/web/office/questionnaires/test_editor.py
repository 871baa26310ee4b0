"""The form is laid over the definition: what the page showed changes, everything else stays."""

from collections.abc import Mapping

import pytest
from django.http import QueryDict

from extramile.questionnaires.checking import check_definition
from extramile.questionnaires.completeness import missing
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.shipped import default_definition
from extramile.web.office.questionnaires.differences import differences
from extramile.web.office.questionnaires.editor import Form, Raw, done, written
from extramile.web.office.questionnaires.placing import field_of
from extramile.web.office.questionnaires.presenting import Cell, Line, Sheet


def _posted(pairs: Mapping[str, str | list[str]]) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, value in pairs.items():
        posted.setlist(name, value if isinstance(value, list) else [value])
    return posted


def _cells(lines: list[Line]) -> list[Cell]:
    return [cell for line in lines for cell in line.cells]


def as_posted(raw: Raw, *languages: str) -> QueryDict:
    """What a browser sends back of the page, untouched."""
    sheet = Sheet(raw, languages, tuple(missing(Definition.read(raw))))
    pairs: dict[str, str | list[str]] = {"languages": ", ".join(raw["languages"])}
    cells = _cells(list(sheet.page_lines()))
    for card in sheet.cards():
        cells += _cells([*card.lines, *(option.line for option in card.options)])
        cells += _cells([line for variant in card.variants for line in variant.lines])
        pairs[f"{card.path}.key"] = card.key
        pairs |= {option.key_name: option.key for option in card.options}
        if card.question.get("required"):
            pairs[f"{card.path}.required"] = "on"
        if card.is_nps:
            pairs[f"{card.path}.orientation"] = card.question.get("orientation", "horizontal")
        pairs |= {f"{card.path}.scale": scale.value for scale in card.scales if scale.is_on}
        for hanging in card.hanging:
            pairs[f"{hanging.name}.shown"] = "1"
            pairs[hanging.name] = [tick.value for tick in hanging.ticks if tick.is_on]
            pairs |= {f"{hanging.name}.from": hanging.low, f"{hanging.name}.to": hanging.high}
    for name, word, line in sheet.word_rows():
        pairs[name] = word
        cells += _cells([line])
    return _posted({**pairs, **{cell.name: cell.text for cell in cells}})


def everything() -> Raw:
    """Each kind, each condition."""
    title = {"title": {"en": "Well?", "ar": "حسنا؟"}}
    raw = default_definition()
    raw["languages"].append("ar")
    raw["words"] = {"chip repair": {"nl": "sterreparatie"}}
    raw["texts"] = {"send": {"nl": "Weg ermee"}}
    raw["questions"] += [
        {"key": "stars", "kind": "rating", "texts": title},
        {"key": "again", "kind": "single", "texts": title,
         "options": [{"key": "yes", "label": {"en": "Yes"}}, {"key": "no", "label": {"en": "No"}}]},
        {"key": "low_stars", "kind": "text", "texts": title,
         "when": [{"question": "stars", "at_most": 2}, {"question": "again", "choice": ["no"]}]},
        {"key": "very_low", "kind": "statement", "texts": title,
         "when": [{"question": "call", "yes": True}, {"question": "nps", "at_least": 1, "at_most": 3}]},
    ]  # fmt: skip
    return check_definition(raw)


@pytest.mark.parametrize("languages", [("en", "nl"), ("ar",), ("en", "nl", "de", "fr", "ar")])
def test_an_untouched_page_changes_nothing(languages: tuple[str, ...]) -> None:
    raw = everything()
    assert written(raw, Form(as_posted(raw, *languages), languages)) == raw


def test_only_the_languages_on_the_page_change() -> None:
    raw = default_definition()
    posted = _posted(
        {"q.0.key": "nps", "q.0.required": "on", "q.0.text.title.nl": "Nou?", "q.0.text.title.de": "Na?"}
    )
    title = written(raw, Form(posted, ("nl",)))["questions"][0]["texts"]["title"]
    before = raw["questions"][0]["texts"]["title"]
    assert title == {**before, "nl": "Nou?"}


def test_a_new_key_takes_along_what_hangs_on_it() -> None:
    raw = everything()
    posted = as_posted(raw, "en")
    posted["q.0.key"] = "recommend"
    posted["q.3.option.0.key"] = "told"
    raw["questions"][4]["when"].append({"question": "improve", "choice": ["informed", "price"]})
    after = written(raw, Form(_without(posted, "q.4.when.3.shown"), ("en",)))
    check_definition(after)
    keys = {
        condition["question"] for question in after["questions"] for condition in question.get("when", [])
    }
    assert "nps" not in keys
    assert after["questions"][4]["when"][-1]["choice"] == ["told", "price"]


def _without(posted: QueryDict, name: str) -> QueryDict:
    del posted[name]
    return posted


def test_ticks_become_conditions() -> None:
    raw = everything()
    posted = as_posted(raw, "en")
    posted.setlist("q.7.when.0", ["promoter"])
    posted["q.7.when.5.from"], posted["q.7.when.5.to"] = "4", ""
    posted.setlist("q.7.when.6", [])
    after = check_definition(written(raw, Form(posted, ("en",))))
    assert after["questions"][7]["when"] == [
        {"question": "stars", "at_least": 4},
        {"question": "nps", "group": ["promoter"]},
    ]


@pytest.mark.parametrize(
    ("deed", "keys"),
    [
        ("up:4", ["nps", "why", "praise", "call", "improve"]),
        ("up:1", ["nps", "why", "praise", "improve", "call"]),  # why hangs on nps: it stays below
        ("down:4", ["nps", "why", "praise", "improve", "call"]),
        ("remove:2", ["nps", "why", "improve", "call"]),
        ("add:rating", ["nps", "why", "praise", "improve", "call", "rating"]),
        ("add:nonsense", ["nps", "why", "praise", "improve", "call", "text"]),
        ("burn:1", ["nps", "why", "praise", "improve", "call"]),
    ],
)
def test_a_button_does_one_thing_and_leaves_a_sound_definition(deed: str, keys: list[str]) -> None:
    after, _place = done(default_definition(), deed)
    assert [question["key"] for question in check_definition(after)["questions"]] == keys


def test_removing_a_question_frees_what_hung_on_it() -> None:
    after, _place = done(everything(), "remove:0")
    check_definition(after)
    assert all("variants" not in question for question in after["questions"])
    assert after["questions"][-1]["when"] == [{"question": "call", "yes": True}]


def test_removing_an_option_takes_it_out_of_conditions() -> None:
    after, _place = done(everything(), "remove-option:6:1")
    check_definition(after)
    assert after["questions"][7]["when"] == [{"question": "stars", "at_most": 2}]


def test_the_last_question_and_the_last_option_stay() -> None:
    raw = default_definition()
    for _ in range(9):
        raw, _place = done(raw, "remove:0")
    assert len(raw["questions"]) == 1
    raw, _place = done(raw, "add:single")
    for _ in range(5):
        raw, _place = done(raw, "remove-option:1:0")
    assert len(check_definition(raw)["questions"][1]["options"]) == 1


@pytest.mark.parametrize(
    "deed", ["up:x", "remove-option:99:99", "add-variant:0:promoter", "remove-variant:1:77", "up"]
)
def test_a_forged_button_breaks_nothing(deed: str) -> None:
    after, _place = done(default_definition(), deed)
    check_definition(after)


def test_other_words_for_a_group() -> None:
    raw = default_definition()
    del raw["questions"][1]["variants"]
    after, place = done(raw, "add-variant:1:passive")
    assert (place, after["questions"][1]["variants"][0]["when"]) == (
        "question-1",
        [{"question": "nps", "group": ["passive"]}],
    )


def test_a_difference_names_place_before_and_after() -> None:
    before, after = default_definition(), default_definition()
    after["questions"][1]["texts"]["title"]["nl"] = "Waarom?"
    after["questions"].pop()
    found = differences(before, after)
    assert ("questions.why.texts.title.nl", "Waarom geeft u dit cijfer?", "Waarom?") in [
        (one.place, one.before, one.after) for one in found
    ]
    assert differences(before, default_definition()) == []
    assert any(one.place == "questions (order)" for one in found)


def test_a_range_of_scores_is_a_condition_beside_the_groups() -> None:
    raw = everything()
    posted = as_posted(raw, "en")
    posted["q.7.when.0.from"], posted["q.7.when.0.to"] = "3", "6"
    posted.setlist("q.7.when.0", ["detractor", "passive"])
    after = check_definition(written(raw, Form(posted, ("en",))))
    assert after["questions"][7]["when"][-2:] == [
        {"question": "nps", "group": ["passive", "detractor"]},
        {"question": "nps", "at_least": 3, "at_most": 6},
    ]


def test_a_range_of_scores_is_shown_and_can_be_taken_away() -> None:
    raw = everything()
    card = list(Sheet(raw, ("en",), ()).cards())[8]
    assert (card.hanging[0].low, card.hanging[0].high, card.kept) == ("1", "3", ())
    assert card.hanging[0].scale == tuple(str(number) for number in range(11))
    posted = as_posted(raw, "en")
    posted["q.8.when.0.from"] = posted["q.8.when.0.to"] = ""
    assert written(raw, Form(posted, ("en",)))["questions"][8]["when"] == [{"question": "call", "yes": True}]


@pytest.mark.parametrize("forged", ["²", "x", "-1", "99999999999999999999"])
def test_a_forged_bound_is_no_bound(forged: str) -> None:
    raw = everything()
    posted = as_posted(raw, "en")
    posted["q.8.when.0.from"] = forged
    assert {"question": "nps", "at_most": 3} in written(raw, Form(posted, ("en",)))["questions"][8]["when"]


def test_a_second_condition_of_the_same_kind_is_said_in_words_and_stays() -> None:
    raw = everything()
    raw["questions"][7]["when"] += [
        {"question": "praise", "choice": ["friendly"]},
        {"question": "praise", "choice": ["tidy"]},
    ]
    check_definition(raw)
    card = list(Sheet(raw, ("en",), ()).cards())[7]
    assert len(card.kept) == 1
    assert written(raw, Form(as_posted(raw, "en"), ("en",))) == raw


@pytest.mark.parametrize(
    ("path", "language", "field"),
    [
        ("questions[2].texts.title", "nl", "q.2.text.title.nl"),
        ("questions[2].options[1].label", "nl", "q.2.option.1.label.nl"),
        ("questions[2].options[1].key", "", "q.2.option.1.key"),
        ("questions[1].variants[0].texts.title", "fr", "q.1.variant.0.title.fr"),
        ("questions[1].key", "", "q.1.key"),
        ("texts.send", "de", "page.send.de"),
        ("questions[1].when[0]", "", ""),
        ("languages", "", ""),
    ],
)
def test_a_place_in_the_definition_is_a_field_of_the_page(path: str, language: str, field: str) -> None:
    assert field_of(path, language) == field


def test_a_rating_gets_another_scale_and_back() -> None:
    raw = default_definition()
    title = {"title": {"en": "Energy?"}}
    raw["questions"] = [
        {"key": "energy", "kind": "rating", "texts": title},
        {"key": "steps", "kind": "rating", "texts": title, "scale": {"from": 1, "to": 9}},
        {"key": "more", "kind": "text", "texts": title, "when": [{"question": "steps", "at_least": 8}]},
    ]
    assert written(raw, Form(as_posted(raw, "en"), ("en",))) == raw
    card = list(Sheet(raw, ("en",), ()).cards())[1]
    assert [scale.label for scale in card.scales if scale.is_on] == ["1–9"]
    posted = as_posted(raw, "en")
    posted["q.0.scale"], posted["q.1.scale"] = "0-6", "1-5"
    after = written(raw, Form(posted, ("en",)))
    assert after["questions"][0]["scale"] == {"from": 0, "to": 6}
    assert "scale" not in after["questions"][1]
    for forged in ("", "x", "6", "²-5", "1-", "00000000000-5"):
        posted["q.0.scale"] = forged
        assert "scale" not in written(raw, Form(posted, ("en",)))["questions"][0]


def test_points_are_added_with_statements_and_nothing_hangs_on_them() -> None:
    raw = default_definition()
    after, _place = done(raw, "add:points")
    assert [option["key"] for option in after["questions"][-1]["options"]] == ["option_1", "option_2"]
    after, _place = done(after, "add:text")
    card = list(Sheet(after, ("en",), ()).cards())[-1]
    assert "points" not in {hanging.kind for hanging in card.hanging}
