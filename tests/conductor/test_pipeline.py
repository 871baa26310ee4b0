"""The steps: what is promised of each, and of running them."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from extramile.conductor import housekeeping, pipeline, worker
from extramile.conductor.pipeline import STEPS, Lane, Step, run_once
from extramile.core.limits import allow, forget_old
from extramile.core.models import Attempt


def test_every_step_has_a_name_of_its_own_and_answers_with_a_count(db: None, now: datetime) -> None:
    assert len({step.name for step in STEPS}) == len(STEPS)
    assert {step.name: type(step.run(now)) for step in STEPS} == dict.fromkeys(
        (step.name for step in STEPS), int
    )


def test_with_nothing_left_to_do_nothing_is_done(db: None, now: datetime) -> None:
    run_once(now)
    assert run_once(now) == 0


def test_answers_are_counted_within_five_seconds() -> None:
    """Asked at least every second, in a lane where nothing else can be in the way."""
    [count] = [step for step in STEPS if step.name == "count"]
    assert count.every_seconds <= 2
    assert [step.name for step in STEPS if step.lane == count.lane] == ["count"]


def test_mail_servers_and_imports_are_in_nobodys_way() -> None:
    """What waits for a server elsewhere has a lane of its own. An erasure waits for imports: so it must."""
    lanes = {step.name: step.lane for step in STEPS}
    beside = {name: {step.name for step in STEPS if step.lane == lanes[name]} for name in lanes}
    assert beside["post"] == {"post"}
    assert beside["returned mail"] == {"returned mail"}
    assert beside["import"] == {"import", "erase"}


def replace_steps(monkeypatch: pytest.MonkeyPatch, steps: Sequence[Step]) -> None:
    monkeypatch.setattr(pipeline, "STEPS", list(steps))


def countdown(first: int) -> Callable[[datetime], int]:
    left = iter(range(first, -1, -1))
    return lambda _now: next(left, 0)


def test_run_once_goes_on_until_no_step_finds_work(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    replace_steps(monkeypatch, [Step("a", countdown(3), 1), Step("b", countdown(1), 1)])
    assert run_once(now) == 3 + 2 + 1 + 1


def test_a_step_that_never_ends_is_told_on(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    replace_steps(monkeypatch, [Step("liar", lambda _now: 1, 1)])
    with pytest.raises(RuntimeError, match="some step"):
        run_once(now, most_rounds=5)


def run_lane_until(done: threading.Event, stop: threading.Event, steps: Sequence[Step]) -> bool:
    """Whether `done` came before patience ended. A thread of its own, as in a worker."""
    thread = threading.Thread(target=worker.run_lane, args=(steps, stop))
    thread.start()
    came = done.wait(timeout=20)
    stop.set()
    thread.join(timeout=20)
    return came and not thread.is_alive()


def test_a_step_that_fails_is_asked_again_and_its_neighbours_go_on() -> None:
    stop, went_on = threading.Event(), threading.Event()
    tries: list[int] = []

    def fail(_now: datetime) -> int:
        tries.append(1)
        raise ValueError("out of order")

    def work(_now: datetime) -> int:
        if len(tries) >= 2:
            went_on.set()
        return 0

    assert run_lane_until(went_on, stop, [Step("bad", fail, 0.01), Step("good", work, 0.01)])


def test_a_failing_step_waits_longer_each_time_up_to_a_minute() -> None:
    def fail(_now: datetime) -> int:
        raise ValueError("out of order")

    turn = worker.Turn(Step("bad", fail, 2))
    pauses = []
    for _ in range(8):
        before = turn.due
        turn.run()
        pauses.append(turn.due - before)
    assert turn.failures == 8
    assert turn.due - before <= 60.5
    assert pauses[1] < 60


def test_a_step_that_found_work_is_asked_again_at_once() -> None:
    turn = worker.Turn(Step("busy", lambda _now: 7, 3600))
    turn.run()
    busy_due = turn.due
    idle = worker.Turn(Step("idle", lambda _now: 0, 3600))
    idle.run()
    assert idle.due - busy_due > 3000


def test_each_lane_gets_its_own_steps_in_their_order() -> None:
    steps = [Step("a", int, 1, Lane.ASK), Step("b", int, 1, Lane.POST), Step("c", int, 1, Lane.ASK)]  # type: ignore[arg-type]
    assert {lane: [step.name for step in found] for lane, found in worker.lanes(steps).items()} == {
        Lane.ASK: ["a", "c"],
        Lane.POST: ["b"],
    }


JOB = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id, queueing_lock)
VALUES ('default', 'rebuild', '{}', %s, %s, %s) RETURNING id
"""


def queue(status: str, *, worker_id: int | None = None, lock: str | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(JOB, [status, worker_id, lock])
        return int(cursor.fetchone()[0])


def a_worker(*, heard: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [heard])
        return int(cursor.fetchone()[0])


def status_of(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        return str(cursor.fetchone()[0])


def test_queued_work_of_a_dead_worker_is_put_back_and_that_of_a_living_one_is_not(
    db: None, now: datetime
) -> None:
    lost = queue("doing", worker_id=a_worker(heard=now - timedelta(minutes=5)))
    held = queue("doing", worker_id=a_worker(heard=now - timedelta(seconds=10)))
    assert housekeeping.put_back_stalled(now) == 1
    assert (status_of(lost), status_of(held)) == ("todo", "doing")
    assert housekeeping.put_back_stalled(now) == 0


def test_what_is_queued_anew_already_is_not_put_back_beside_it(db: None, now: datetime) -> None:
    lost = queue("doing", worker_id=a_worker(heard=now - timedelta(minutes=5)), lock="rebuild")
    queue("todo", lock="rebuild")
    assert housekeeping.put_back_stalled(now) == 0
    assert status_of(lost) == "doing"


def test_failed_work_is_kept_a_month_to_look_at(db: None, now: datetime) -> None:
    old, new = queue("todo"), queue("todo")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        cursor.execute(
            "UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [now - timedelta(days=40), old]
        )
        cursor.execute("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [now, new])
    housekeeping.put_back_stalled(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs")
        assert cursor.fetchall() == [(new,)]


def test_old_sessions_and_attempts_are_forgotten(db: None, now: datetime) -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(seconds=1))
    allow("sign-in", "somebody", limit=5, seconds=60, now=now - timedelta(days=3))
    allow("sign-in", "else", limit=5, seconds=60, now=now)
    assert (housekeeping.forget_old_sessions(now), forget_old(now)) == (1, 1)
    assert Session.objects.get().session_key == "new"
    assert Attempt.objects.count() == 1
