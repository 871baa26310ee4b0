"""Waves in the office: planned with sensible defaults, foretold, called off; code cards."""

import re
from pathlib import Path
from typing import Any

import pytest

from extramile import engagement
from extramile.core.models import AuditEntry
from extramile.engagement.models import CodeCard, Invitee, Participation, ReleasedTable, Wave, WaveState
from extramile.engagement.queries import WaveStep
from extramile.web.voice.wording import HINDRANCES, STEPS
from tests.cast import Cast
from tests.engagement.voting import open_all, plan_wave
from tests.still import stand_still
from tests.web.voice.visits import Open, client_of, fill, open_round

pytestmark = pytest.mark.django_db
NEW = "/office/waves/new"
ROOM = Path(engagement.__file__).parent
WORKS = [
    *(ROOM / "operations" / "closing").glob("*.py"),
    *(ROOM.parent / "stats" / "disclosure").glob("*.py"),
]


@pytest.fixture
def opened(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Open:
    stand_still(monkeypatch, cast.now)
    return open_round(cast)


def filled(page: str) -> dict[str, Any]:
    """What a browser would send of the form as it comes."""
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input\b[^>]*>", page[page.index('class="form"') :]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_box = 'type="checkbox"' in tag
        if name and is_box and "checked" in tag:
            fields[name[1]] = value[1] if value else "on"
        elif name and not is_box:
            fields[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="(\w+)"(.*?)</select>', page, re.DOTALL):
        fields[name] = re.findall(r'value="([^"]*)" selected', options)
    return fields


def bare(page: str) -> str:
    """Without the form's token, which is another each time."""
    return re.sub(r'csrf\w+" value="\w+', "", page)


def test_the_form_as_it_comes_plans_a_round(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch, cast.now)
    client = client_of(cast.hanna)
    response = client.post(NEW, filled(client.get(NEW).text))
    assert response.status_code == 302, response.text
    wave = Wave.objects.get()
    assert response.headers["Location"] == f"/office/waves/{wave.public_id}/"
    assert wave.kind == "enps"
    assert wave.opens_at.isoformat() == "2026-03-03T07:00:00+00:00"  # eight in Amsterdam, tomorrow
    assert (wave.closes_at - wave.opens_at).days == 14
    assert wave.remind_on_days == [3, 7]
    assert [one.unit.name for one in wave.units.all()] == ["Ruitmeesters"]
    assert (wave.least_in_node, wave.least_in_cut) == (5, 10)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"least_in_node": "4"}, "greater than or equal to 5"),
        ({"least_in_cut": "9"}, "greater than or equal to 10"),
        ({"closes_at": "2026-03-01T08:00"}, "It closes before it opens"),
        ({"opens_at": "2026-02-01T08:00", "closes_at": "2026-02-20T08:00"}, "This moment has passed"),
        ({"remind_on_days": "3, 7, 9, 11"}, "Three reminders at most"),
        ({"remind_on_days": "soon"}, "Write whole days"),
        ({"remind_on_days": "20"}, "after the closing"),
        ({"units": []}, "required"),
        ({"name": " "}, "required"),
    ],
)
def test_what_cannot_be_is_said_where_it_is(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], said: str
) -> None:
    stand_still(monkeypatch, cast.now)
    client = client_of(cast.hanna)
    response = client.post(NEW, {**filled(client.get(NEW).text), **changed})
    assert response.status_code == 422
    assert said in response.text
    assert not Wave.objects.exists()


def test_a_plan_says_what_opening_will_do_and_can_be_changed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch, cast.now)
    fill(cast, cast.team, 9)
    public_id = plan_wave(cast.company, now=cast.now)
    client = client_of(cast.hanna)
    page = client.get(f"/office/waves/{public_id}/").text
    assert re.search(r"\d+ people are invited,", page)
    assert "too small and vote" in page
    assert (
        "A unit is shown from 5 answers, a layer from 10, comments from 10, the distribution from 200" in page
    )
    form = client.get(f"/office/waves/{public_id}/change").text
    response = client.post(f"/office/waves/{public_id}/change", {**filled(form), "name": "Another name"})
    assert response.status_code == 302, re.findall(r'class="error.*', response.text)
    assert Wave.objects.get().name == "Another name"
    open_all(cast.now)
    assert client.get(f"/office/waves/{public_id}/change").status_code == 404


def test_a_first_wave_tells_what_to_expect_if_six_of_ten_take_part(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch, cast.now)
    fill(cast, cast.team, 9)
    page = f"/office/waves/{plan_wave(cast.company, now=cast.now)}/"
    client = client_of(cast.hanna)
    text = client.get(page).text
    assert "No wave has closed yet, so nobody can tell how many take part. If it is 6 of 10:" in text
    assert re.search(r"\d+ to \d+ answers of \d+ people|\d+ answers of \d+ people", text)
    assert "The eNPS of all of them is then known to within" in text
    assert "asked once, with this wave" in text
    every = client.get(page, {"taking_part": "100"}).text
    assert "If 100 of a hundred take part:" in every
    invited = re.search(r"(\d+) answers of (\d+) people", every)
    assert invited
    assert invited[1] == invited[2]
    assert not re.search(r"\d to \d+ answers of", client.get(page, {"taking_part": "37"}).text)
    assert "fewer than 5 answers" in client.get(page, {"taking_part": "20"}).text
    for wrong in ("", "4", "101", "many"):
        assert "If it is 6 of 10" in client.get(page, {"taking_part": wrong}).text


def test_a_later_wave_expects_what_the_company_did_before(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch, cast.now)
    opened = open_round(cast)
    Participation.objects.create(
        wave=opened.wave, unit=cast.company, day=cast.today, low_percent=70, high_percent=80
    )
    Wave.objects.filter(pk=opened.wave.pk).update(state=WaveState.CLOSED)
    ReleasedTable.objects.create(
        wave=opened.wave, closed_on=cast.today, rules="x", least_in_node=5, least_in_cut=10
    )
    text = client_of(cast.hanna).get(f"/office/waves/{plan_wave(cast.company, now=cast.now)}/").text
    assert "In the last wave 70 to 80% of the whole company took part. If it is so again:" in text
    assert "asked 2 times, with this wave" in text


def test_too_few_people_are_said_before_it_opens(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch, cast.now)
    public_id = plan_wave(cast.zwolle_team, now=cast.now)
    client = client_of(cast.hanna)
    assert "It cannot open like this" in client.get(f"/office/waves/{public_id}/").text
    open_all(cast.now)
    assert "It does not open" in client.get(f"/office/waves/{public_id}/").text


def test_participation_is_shown_in_bands_and_nothing_closer(opened: Open) -> None:
    client, path = client_of(opened.cast.hanna), opened.path("office:wave")
    client.get(path)
    before = bare(client.get(path).text)
    assert "The first figure comes tomorrow" in before
    opened.ballot(opened.cast.sanne).hand_in()
    assert bare(client.get(path).text) == before  # not by a single ballot
    Participation.objects.create(
        wave=opened.wave, unit=opened.cast.company, day=opened.cast.today, low_percent=30, high_percent=40
    )
    assert "30 to 40%" in client.get(path).text


def test_everything_that_long_work_is_at_has_words() -> None:
    words = {*STEPS, *HINDRANCES}
    assert {step.value for step in WaveStep} <= words
    said = re.findall(r'(?:progress|tell)\("(\w+)"', "".join(path.read_text() for path in WORKS))
    assert said
    assert set(said) <= words


def test_calling_off_needs_a_reason_and_is_written_down(opened: Open) -> None:
    client, path = client_of(opened.cast.hanna), opened.path("office:wave-call-off")
    client.post(path, {"reason": " "})
    assert Wave.objects.get().state == WaveState.OPEN
    client.post(path, {"reason": "The wrong questions."})
    assert Wave.objects.get().state == WaveState.CALLED_OFF
    entry = AuditEntry.objects.get(action="engagement.wave.called-off")
    assert entry.detail["reason"] == "The wrong questions."
    assert "Called off" in client.get(opened.path("office:wave")).text


class TestCards:
    def cell(self, opened: Open) -> int:
        return Invitee.objects.get(wave=opened.wave, employee=opened.cast.sanne).cell_id

    def test_codes_are_shown_once_shuffled_and_kept_hashed(self, opened: Open) -> None:
        path = opened.path("office:wave-cell-print", cell=self.cell(opened))
        response = client_of(opened.cast.mirjam).post(path, {"count": "12"})
        assert "no-store" in response.headers["Cache-Control"]
        codes = re.findall(r'class="code-link" dir="ltr">([0-9A-Za-z-]+)<', response.text)
        assert len(set(codes)) == 12
        assert codes != sorted(codes)
        stored = str(list(CodeCard.objects.values()))
        assert CodeCard.objects.count() == 12
        assert not any(code in stored or code.replace("-", "").lower() in stored for code in codes)
        again = client_of(opened.cast.mirjam).get(opened.path("office:wave-cell", cell=self.cell(opened)))
        assert not any(code in again.text for code in codes)

    def test_a_manager_hands_out_cards_to_the_own_people_alone(self, opened: Open) -> None:
        cast, cell = opened.cast, self.cell(opened)
        for one, status in ((cast.mirjam, 200), (cast.rik, 200), (cast.hanna, 200), (cast.tom, 404)):
            assert client_of(one).get(opened.path("office:wave-cell", cell=cell)).status_code == status
        for who in (cast.sanne, cast.ada, cast.ines, cast.boris):
            assert client_of(who).get(opened.path("office:wave-cards")).status_code == 404
        noor = {"employee": str(cast.noor.pk)}
        path = opened.path("office:wave-cell-tick", cell=cell)
        assert client_of(cast.mirjam).post(path, noor).status_code == 404
        assert not Invitee.objects.filter(by_card=True).exists()

    def test_a_name_is_ticked_off_and_back(self, opened: Open) -> None:
        client, cell = client_of(opened.cast.mirjam), self.cell(opened)
        path, sanne = opened.path("office:wave-cell-tick", cell=cell), {"employee": str(opened.cast.sanne.pk)}
        client.post(path, sanne)
        assert Invitee.objects.get(wave=opened.wave, employee=opened.cast.sanne).by_card
        assert "has a card" in client.get(opened.path("office:wave-cell", cell=cell)).text
        client.post(path, {**sanne, "undo": "1"})
        assert not Invitee.objects.get(wave=opened.wave, employee=opened.cast.sanne).by_card

    def test_whoever_hands_out_cards_does_not_see_who_voted(self, opened: Open) -> None:
        client, path = client_of(opened.cast.mirjam), opened.path("office:wave-cell", cell=self.cell(opened))
        client.get(path)
        before = bare(client.get(path).text)
        opened.ballot(opened.cast.wim).hand_in()
        assert bare(client.get(path).text) == before

    def test_nonsense_prints_nothing(self, opened: Open) -> None:
        path = opened.path("office:wave-cell-print", cell=self.cell(opened))
        for count in ("", "0", "-1", "x", "99999"):
            assert client_of(opened.cast.mirjam).post(path, {"count": count}).status_code == 302
        assert not CodeCard.objects.exists()
