"""A printed code is read however it is typed, and one that is mistyped opens nothing."""

import re
from datetime import datetime

import pytest

from extramile.engagement.models import CastBallot, CodeCard, Invitee, Wave
from extramile.engagement.operations import hand_in_by_card, print_cards, tick_off, wave_of_code
from extramile.engagement.problems import BadCode, CodeSpent
from tests.engagement.round import make_company
from tests.engagement.voting import ANSWERS, open_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(now: datetime) -> Wave:
    return open_wave(make_company(teams=[6, 5], regions=1).top, now=now)


def printed(wave: Wave, *, count: int, now: datetime) -> list[str]:
    """Cards of the first cell, and as many names ticked off."""
    invitees = list(Invitee.objects.filter(wave=wave).order_by("cell", "pk"))
    for invitee in invitees[:count]:
        tick_off(wave.public_id, employee_id=invitee.employee_id, now=now)
    return print_cards(wave.public_id, cell_id=invitees[0].cell_id, count=count, actor=None, now=now)


def test_a_code_is_read_however_it_is_typed(wave: Wave, now: datetime) -> None:
    first, second = printed(wave, count=2, now=now)
    assert all(re.fullmatch(r"(\w{4}-){3}\w{4}", code) for code in (first, second))
    assert wave_of_code(f" {first.lower().replace('-', ' ')} ") == wave.public_id
    hand_in_by_card(first.replace("-", "").lower(), answers=ANSWERS, comments={}, now=now)
    hand_in_by_card(second.replace("0", "O").replace("1", "l"), answers=ANSWERS, comments={}, now=now)
    with pytest.raises(CodeSpent):
        hand_in_by_card(first, answers=ANSWERS, comments={}, now=now)
    assert CastBallot.objects.count() == 2


def test_a_mistyped_code_opens_nothing(wave: Wave, now: datetime) -> None:
    [code] = printed(wave, count=1, now=now)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for typed in (wrong, code[:-1], "", "x" * 1_000, "\x00" * 16):
        assert wave_of_code(typed) is None
        with pytest.raises(BadCode):
            hand_in_by_card(typed, answers=ANSWERS, comments={}, now=now)
    assert not CastBallot.objects.exists()


def test_no_code_is_kept(wave: Wave, now: datetime) -> None:
    codes = printed(wave, count=5, now=now)
    kept = list(CodeCard.objects.values_list("code_hash", flat=True))
    assert len(kept) == 5
    assert not {code.replace("-", "").lower() for code in codes} & {each.lower() for each in kept}
