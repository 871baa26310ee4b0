"""Customers on their phones: pressing, leaving, without scripts, by keyboard, from right to left."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from unittest.mock import patch

import pytest
from playwright.sync_api import Page, expect

from extramile.core.tokens import link_token
from extramile.invitations.models import Invitation
from extramile.invitations.operations import make_walk_in
from extramile.questionnaires.operations import create, publish, ship_default
from extramile.questionnaires.queries import newest_published
from extramile.questionnaires.shipped import default_definition, page_texts
from extramile.responses.models import Answer, Response
from extramile.web.answer import sending
from tests.browser.conftest import MakeVisitor
from tests.browser.harness import Visitor
from tests.cast import Cast
from tests.responses.asked import ask


@pytest.fixture(autouse=True)
def at_this_moment(now: datetime) -> Iterator[None]:
    sending.forget_brand()
    with (
        patch("extramile.web.answer.views.clock", return_value=now),
        patch("extramile.web.answer.walk_in.clock", return_value=now),
    ):
        yield


@pytest.fixture
def invitation(cast: Cast, now: datetime) -> Invitation:
    return ask(cast.team, cast.sanne, now=now)


def path_of(invitation: Invitation) -> str:
    return f"/a/{link_token('answer', invitation.pk)}"


def kept(page: Page, deed: Callable[[], object]) -> None:
    """Do it, and wait until the partial answer it sends is in."""
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        deed()
    assert answer.value.status == 204


def until(happened: Callable[[], bool]) -> None:
    """A beacon outlives its page: nobody is left to wait for it but the database."""
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end, "it never happened"


def test_an_answer_on_a_phone(phone: Visitor, invitation: Invitation) -> None:
    page = phone.open(path_of(invitation))
    phone.check()
    phone.shot("answer-open")
    expect(page.get_by_role("group", name="What deserves a compliment?")).to_be_hidden()
    kept(page, page.get_by_role("radio", name="9").check)
    expect(page.get_by_role("group", name="What deserves a compliment?")).to_be_visible()
    expect(page.get_by_role("textbox", name="What did Sanne do well?")).to_be_visible()
    expect(page.get_by_text("What went wrong")).to_be_hidden()
    page.get_by_role("textbox").fill("She explained what she did. 👏")
    page.get_by_label("Left it tidy").check()
    phone.check()
    phone.shot("answer-promoter")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you, Maria")).to_be_visible()
    phone.check()
    phone.shot("answer-thanks")
    response = Response.objects.get()
    assert (response.score, response.completed_at is not None) == (9, True)
    assert Answer.objects.get(question="why").words == "She explained what she did. 👏"
    page.get_by_role("link", name="Change my answer").click()
    expect(page.get_by_role("radio", name="9")).to_be_checked()
    page.get_by_role("radio", name="2", exact=True).check()
    expect(page.get_by_role("group", name="May we call you")).to_be_visible()
    phone.shot("answer-detractor")
    phone.check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Response.objects.get().score == 2
    assert not Answer.objects.filter(question="praise").exists()


def test_pressed_a_score_and_left(phone: Visitor, invitation: Invitation) -> None:
    page = phone.open(path_of(invitation))
    kept(page, page.locator("label", has_text="7").tap)
    page.goto("about:blank")
    response = Response.objects.get()
    assert (response.score, response.completed_at) == (7, None)


def test_words_typed_just_before_leaving_are_kept(phone: Visitor, invitation: Invitation) -> None:
    page = phone.open(path_of(invitation))
    kept(page, page.get_by_role("radio", name="8").check)
    page.get_by_role("textbox").press_sequentially("Almost")
    page.goto("about:blank")
    until(lambda: Answer.objects.filter(question="why").exists())
    assert Answer.objects.get(question="why").words == "Almost"


def test_a_score_from_the_mail_is_kept_by_the_first_press(phone: Visitor, invitation: Invitation) -> None:
    page = phone.open(path_of(invitation) + "?score=10")
    expect(page.get_by_role("radio", name="10")).to_be_checked()
    phone.shot("answer-from-mail")
    phone.check()
    assert not Response.objects.exists()
    kept(page, page.get_by_role("textbox").click)
    assert Response.objects.get().score == 10


def test_a_scanner_that_runs_scripts_changes_nothing(phone: Visitor, invitation: Invitation) -> None:
    sent: list[str] = []
    phone.page.on("request", lambda request: sent.append(request.method))
    page = phone.open(path_of(invitation) + "?score=3")
    page.evaluate(
        """async () => {
            for (const input of document.querySelectorAll("input")) {
                input.click();
                input.dispatchEvent(new Event("change", {bubbles: true}));
                input.dispatchEvent(new PointerEvent("pointerdown", {bubbles: true}));
                input.dispatchEvent(new KeyboardEvent("keydown", {bubbles: true, key: " "}));
            }
            const words = document.querySelector("textarea");
            words.value = "robot";
            words.dispatchEvent(new Event("input", {bubbles: true}));
            document.querySelectorAll("a[href]").forEach((link) => fetch(link.href, {method: "HEAD"}));
            dispatchEvent(new Event("pagehide"));
            await new Promise((resolve) => setTimeout(resolve, 2000));
        }"""
    )
    page.goto("about:blank")
    assert "POST" not in sent
    assert not Response.objects.exists()


def test_by_keyboard_alone(phone: Visitor, invitation: Invitation) -> None:
    page = phone.open(path_of(invitation))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first of the scale
    expect(page.get_by_role("radio", name="0", exact=True)).to_be_checked()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="9")).to_be_checked()
    expect(page.get_by_role("radio", name="9")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("By keys")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    while not page.evaluate("document.activeElement.classList.contains('send')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Response.objects.get().score == 9
    assert Answer.objects.get(question="praise").choices == ["friendly"]
    assert phone.problems == []


@pytest.mark.parametrize("size", ["small", "phone"])
def test_without_scripts(visitor: MakeVisitor, invitation: Invitation, size: str) -> None:
    someone = visitor(size=size, script=False)
    page = someone.open(path_of(invitation))
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("one thing", ignore_case=True)
    someone.shot(f"answer-needed-{size}")
    page.locator("label", has_text="6").click()
    page.get_by_role("textbox", name="What went wrong").fill("Late")
    page.locator("label", has_text="Yes, please call me").click()
    page.get_by_role("button", name="Nederlands").click()
    expect(page.get_by_role("radio", name="6")).to_be_checked()
    expect(page.get_by_role("textbox")).to_have_value("Late")
    assert not Response.objects.exists()
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("heading", name="Dank u wel")).to_be_visible()
    assert Response.objects.get().score == 6
    assert Answer.objects.get(question="call").number == 1


@pytest.mark.parametrize("dark", [False, True])
def test_narrow_and_zoomed(visitor: MakeVisitor, invitation: Invitation, dark: bool) -> None:
    someone = visitor(size="small", dark=dark)
    page = someone.open(path_of(invitation) + "?score=5")
    someone.check()
    someone.shot(f"answer-small-{'dark' if dark else 'light'}")
    sizes = page.eval_on_selector_all(
        ".scale label", "labels => labels.map((label) => label.getBoundingClientRect().toJSON())"
    )
    assert all(size["width"] >= 24 and size["height"] >= 44 for size in sizes)
    assert len({size["top"] for size in sizes}) == 1
    page.set_viewport_size({"width": 195, "height": 420})  # a phone of 390 at 200 %
    assert not someone.scrolls_sideways()
    someone.shot(f"answer-zoomed-{'dark' if dark else 'light'}")


def in_arabic(now: datetime, *, vertical: bool) -> int:
    raw = default_definition()
    nps, why, praise = raw["questions"][:3]
    nps["orientation"] = "vertical" if vertical else "horizontal"
    arabic = {
        "title": "ما مدى احتمال أن توصي بنا؟",
        "low": "غير محتمل أبدًا",
        "high": "محتمل جدًا",
    }
    nps["texts"] = {name: {"ar": words} for name, words in arabic.items()}
    why["texts"], why["variants"] = {"title": {"ar": "لماذا؟"}}, []
    praise["texts"] = {"title": {"ar": "ما الذي يستحق الثناء؟"}}
    for option in praise["options"]:
        option["label"] = {"ar": "ودود"}
    raw.update(languages=["ar"], questions=[nps, why, praise], variants=[], words={})
    said = {"send": "إرسال", "title": "كيف كان؟", "thanks": "شكرًا", "stop": "لا مزيد من الأسئلة"}
    raw["texts"] = {name: {"ar": said.get(name, "سيقرأ موظفونا كلماتك")} for name in page_texts()}
    made = create(slug="arabic", name="Arabic", definition=raw, actor=None, now=now)
    publish(made, actor=None, now=now)
    return newest_published(made.pk).pk


@pytest.mark.parametrize("vertical", [False, True])
def test_right_to_left(visitor: MakeVisitor, cast: Cast, now: datetime, vertical: bool) -> None:
    version_id = in_arabic(now, vertical=vertical)
    invitation = ask(cast.team, cast.sanne, now=now, language="ar", version_id=version_id)
    someone = visitor(size="small")
    page = someone.open(path_of(invitation))
    someone.check()
    someone.shot(f"answer-arabic-{'vertical' if vertical else 'horizontal'}")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    zero = page.locator('input[value="0"]').bounding_box()
    ten = page.locator('input[value="10"]').bounding_box()
    assert zero
    assert ten
    if vertical:
        assert ten["y"] < zero["y"]
    else:
        assert ten["x"] < zero["x"]
    page.get_by_role("radio", name="10").check()
    page.get_by_role("button", name="إرسال").click()
    expect(page.get_by_role("heading", name="شكرًا")).to_be_visible()
    assert Response.objects.get().score == 10


def test_no_more_questions(phone: Visitor, invitation: Invitation) -> None:
    page = phone.open(path_of(invitation))
    page.get_by_role("link", name="rather not be asked").click()
    expect(page.get_by_role("button", name="Yes, stop asking")).to_be_visible()
    phone.check()
    phone.shot("answer-stop")
    page.get_by_role("button", name="Yes, stop asking").click()
    expect(page.get_by_role("heading", name="We won’t ask you again")).to_be_visible()
    phone.check()
    phone.shot("answer-stopped")
    page.get_by_role("button", name="I changed my mind").click()
    expect(page.get_by_role("heading", name="We may ask you again")).to_be_visible()


def test_a_printed_code(phone: Visitor, cast: Cast, now: datetime) -> None:
    code = make_walk_in(unit=cast.team, questionnaire=ship_default(now), actor=None, now=now)
    page = phone.open(f"/w/{link_token('walk-in', code.pk)}")
    phone.check()
    phone.shot("answer-walk-in")
    kept(page, page.get_by_role("radio", name="10").check)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Response.objects.get().completed_at is not None


def test_a_link_that_is_none(visitor: MakeVisitor) -> None:
    someone = visitor(language="nl")
    page = someone.open("/a/nothing")
    expect(page.get_by_role("heading", name="Deze link kennen we niet")).to_be_visible()
    assert someone.axe() == []
    someone.shot("answer-unknown")


def points(cast: Cast, now: datetime) -> Invitation:
    names = {
        "family": "Like a family: we look after each other",
        "market": "Like a market",
        "order": "Like clockwork",
    }
    both = {"en": "Think of how it is here. How would you divide 100 points?", "nl": "Hoe is het hier?"}
    options = [{"key": key, "label": {"en": name, "nl": name}} for key, name in names.items()]
    question = {"key": "culture", "kind": "points", "texts": {"title": both}, "options": options}
    definition = {"format": 1, "languages": ["en", "nl"], "questions": [question]}
    made = create(slug="culture", name="Culture", definition=definition, actor=None, now=now)
    version = publish(made, actor=None, now=now)
    return ask(cast.team, cast.sanne, now=now, version_id=version.pk)


def test_points_to_divide_say_what_is_left(phone: Visitor, cast: Cast, now: datetime) -> None:
    page = phone.open(path_of(points(cast, now)))
    phone.check()
    expect(page.get_by_role("status")).to_have_text("Divide 100 points. An empty field is 0.")
    page.get_by_label("Like a family").fill("55")
    expect(page.get_by_role("status")).to_have_text("45 still to divide")
    page.get_by_label("Like a market").fill("60")
    expect(page.get_by_role("status")).to_have_text("15 too many")
    phone.check()
    phone.shot("answer-points")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Like clockwork")).to_be_focused()
    page.get_by_label("Like a market").fill("45")
    expect(page.get_by_role("status")).to_have_text("All 100 divided")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you, Maria")).to_be_visible()
    assert Answer.objects.get().choices == ["family:55", "market:45", "order:0"]
