"""One question's figures of every unit and wave at once."""

from datetime import datetime, timedelta
from uuid import uuid4

from extramile.engagement.models import Wave, WaveState
from extramile.engagement.queries import telling_waves, told
from tests.evidence.company import APART, small, tell


def test_whole_units_as_published(db: None, now: datetime) -> None:
    company = small(teams=3, first=now - 2 * APART)
    table = tell(company, 0, [10, None, -5])
    [first, second] = told("enps", wave_ids=[table.wave_id], question_key="enps")
    assert [(one.unit_id, one.value, one.low, one.high) for one in (first, second)] == [
        (company.teams[0].pk, 10, -10, 30),
        (company.teams[2].pk, -5, -25, 15),
    ]
    assert (first.least, first.most) == (10, 14)
    assert told("mean", wave_ids=[table.wave_id]) == []
    assert told("enps", wave_ids=[]) == []


def test_waves_that_tell_and_waves_that_will(db: None, now: datetime) -> None:
    company = small(teams=3, first=now - 2 * APART)
    first, second = tell(company, 0, [10, 10, 10]), tell(company, 1, [10, 10, 10])
    Wave.objects.filter(pk=second.wave_id).update(state=WaveState.OPEN)
    second_wave = Wave.objects.get(pk=second.wave_id)
    second_wave.pk, second_wave.public_id = None, uuid4()
    second_wave.state, second_wave.closes_at = WaveState.OPEN, now + timedelta(days=9)
    second_wave.save()
    found = telling_waves("enps", question_key="enps")
    assert [(one.wave_id, one.closed_on is None) for one in found] == [
        (first.wave_id, False),
        (second.wave_id, False),
        (second_wave.pk, True),
    ]
    Wave.objects.filter(pk=second_wave.pk).update(state=WaveState.CALLED_OFF)
    assert len(telling_waves("enps", question_key="enps")) == 2
    assert telling_waves("mean", question_key="clarity") == []
