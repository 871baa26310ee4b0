from extramile.questionnaires.definition import Definition
from extramile.questionnaires.exchange import Carried, read_file
from tests.questionnaires.exchange.files import answer, lss, question, row, table


def taken(*tables: str, languages: tuple[str, ...] = ("en",)) -> tuple[Carried, Definition]:
    carried = read_file(lss(*tables, languages=languages))
    return carried, Definition.read(carried.definition)


def kinds(definition: Definition) -> list[tuple[str, str]]:
    return [(one.key, one.kind.value) for one in definition.questions]


def test_the_kinds_that_we_have_come_along() -> None:
    questions = [
        question(1, "L", "why1", "Why?", mandatory="Y"),
        question(2, "M", "what", "What?"),
        question(3, "5", "stars", "How good?"),
        question(4, "T", "words", "Tell us"),
        question(5, "Y", "call", "May we call?"),
        question(6, "X", "note1", "Thank you so far"),
        question(7, "!", "country", "Where?"),
        question(8, "K", "split", "Divide"),
    ]
    carried, definition = taken(
        table("questions", *questions),
        table(
            "answers",
            answer(1, "A1", "Price"),
            answer(1, "A2", "Taste", sortorder=1),
            answer(7, "NL", "Here"),
        ),
        table(
            "subquestions",
            row(21, 2, "SQ1", "Beans"),
            row(22, 2, "SQ2", "Milk"),
            row(81, 8, "us", "Us"),
            row(82, 8, "them", "Them"),
        ),
        table("question_attributes", {"qid": 8, "attribute": "equals_num_value", "value": 100}),
    )
    assert kinds(definition) == [
        ("why1", "single"),
        ("what", "multiple"),
        ("stars", "rating"),
        ("words", "text"),
        ("call", "consent"),
        ("note1", "statement"),
        ("country", "single"),
        ("split", "points"),
    ]
    assert definition.questions[0].required
    assert [option.label["en"] for option in definition.questions[0].options] == ["Price", "Taste"]
    assert (carried.asked, carried.kept, carried.left_out) == (7, 7, [])


def test_what_we_have_not_is_left_out_with_its_reason() -> None:
    carried, _definition = taken(
        table(
            "questions",
            question(1, "T", "a", "Fine?"),
            question(2, "|", "photo", "Send a <b>photo</b>"),
            question(3, "*", "sum", "{a}"),
            question(4, "T", "secret", "x"),
            question(5, "R", "rank", "Order these"),
        ),
        table("answers", answer(5, "1", "One"), answer(5, "2", "Two")),
        table("question_attributes", {"qid": 4, "attribute": "hidden", "value": 1}),
    )
    assert carried.left_out[0].what == "Send a photo"
    assert [note.place for note in carried.left_out] == ["photo", "sum", "secret"]
    assert all(note.reason and note.remedy for note in carried.notes)
    assert (carried.asked, carried.kept) == (5, 2)
    assert "order" in carried.changed[0].reason


def test_a_scale_of_ten_that_asks_to_recommend_becomes_the_score() -> None:
    def numbers(qid: int) -> list[dict[str, object]]:
        ends = {0: "0 – not at all", 10: "10 – surely"}
        return [answer(qid, f"A{n}", ends.get(n, str(n)), sortorder=n) for n in range(11)]

    carried, definition = taken(
        table(
            "questions",
            question(1, "L", "q1", "How tired are you?"),
            question(2, "L", "q2", "Would you recommend us?"),
            question(3, "L", "q3", "Recommend the coffee?"),
            question(4, "T", "q4", "Why?", relevance='q2.NAOK == "A9" or q2.NAOK == "A10"'),
        ),
        table("answers", *numbers(1), *numbers(2), *numbers(3)),
    )
    assert kinds(definition)[:3] == [("q1", "rating"), ("q2", "nps"), ("q3", "rating")]
    assert list(definition.questions[0].scale) == list(range(11))
    assert definition.questions[1].text("high", "en") == "surely"
    assert carried.definition["questions"][3]["when"] == [{"question": "q2", "group": ["promoter"]}]
    assert [note.place for note in carried.changed] == ["q3"]


def test_a_table_becomes_a_question_for_each_row() -> None:
    carried, definition = taken(
        table("questions", question(1, "F", "food", "How did you like"), question(2, "B", "ten", "Of ten")),
        table(
            "subquestions",
            row(11, 1, "soup", "the soup?"),
            row(12, 1, "pie", "the pie?"),
            row(21, 2, "a", "A"),
        ),
        table("answers", answer(1, "A1", "Bad"), answer(1, "A2", "Good")),
    )
    assert kinds(definition) == [("food_soup", "single"), ("food_pie", "single"), ("ten_a", "rating")]
    assert definition.questions[0].text("title", "en") == "How did you like\nthe soup?"
    assert list(definition.questions[2].scale) == list(range(1, 11))
    assert "table" in carried.changed[0].reason


def test_languages_come_along_old_and_new() -> None:
    old = [question(1, "T", "a", "Why?"), question(1, "T", "a", "Waarom?", language="nl")]
    _carried, definition = taken(table("questions", *old), languages=("en", "nl", "de"))
    assert definition.languages == ("en", "nl")  # no word is in German
    assert definition.questions[0].text("title", "nl") == "Waarom?"
    new = {
        key: value for key, value in question(1, "L", "a", "").items() if key not in {"question", "language"}
    }
    texts = [
        {"qid": 1, "language": "en", "question": "Why?"},
        {"qid": 1, "language": "pt_BR", "question": "Por quê?"},
    ]
    _carried, definition = taken(
        table("questions", new),
        table("question_l10ns", *texts),
        table("answers", {"aid": 5, "qid": 1, "code": "A1", "sortorder": 0}),
        table("answer_l10ns", {"aid": 5, "language": "en", "answer": "So"}),
        languages=("en", "pt-BR"),
    )
    assert definition.languages == ("en", "pt-br")
    assert definition.questions[0].options[0].label == {"en": "So"}


def test_conditions_of_groups_questions_and_of_the_oldest_files() -> None:
    questions = [
        question(1, "Y", "call", "Call?"),
        question(2, "M", "what", "What?"),
        question(3, "T", "a", "A", relevance='what_x.NAOK == "Y"'),
        question(4, "T", "b", "B", relevance="", gid=2),
        question(5, "T", "c", "C", relevance="count(that.nothing) > 3"),
    ]
    carried, _definition = taken(
        table("questions", *questions),
        table("subquestions", row(21, 2, "x", "X"), row(22, 2, "y", "Y")),
        table(
            "groups",
            {"gid": 1, "group_order": 0, "grelevance": ""},
            {"gid": 2, "group_order": 1, "grelevance": 'call == "Y"'},
        ),
        table(
            "conditions",
            {"qid": 4, "cfieldname": "9X1X2x", "method": "==", "value": "Y", "scenario": 1},
            {"qid": 4, "cfieldname": "9X1X2y", "method": "==", "value": "Y", "scenario": 2},
        ),
    )
    when = {one["key"]: one.get("when") for one in carried.definition["questions"]}
    assert when["a"] == [{"question": "what", "choice": ["x"]}]
    assert when["b"] == [{"question": "call", "yes": True}, {"question": "what", "choice": ["x", "y"]}]
    assert when["c"] is None
    assert [(note.place, "condition" in note.reason) for note in carried.changed] == [("c", True)]


def test_titles_thanks_and_welcome_come_along() -> None:
    settings = {
        "surveyls_language": "en",
        "surveyls_title": "Coffee &amp; cake",
        "surveyls_welcometext": "<p>Hello</p>",
        "surveyls_endtext": "<b>Bye</b>",
    }
    carried, definition = taken(
        table("questions", question(1, "T", "a", "Why?")), table("surveys_languagesettings", settings)
    )
    assert carried.name == "Coffee & cake"
    assert definition.text("thanks_help", "en") == "Bye"
    assert definition.questions[0].text("title", "en") == "Hello"
