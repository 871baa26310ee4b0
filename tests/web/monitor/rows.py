"""Who may open the monitor's pages."""

from datetime import UTC, datetime

from extramile.actions.models import CoachQuestion
from extramile.core.tokens import keyed_hash
from extramile.monitor.models import Screen
from tests.cast import Cast
from tests.monitor.facts import answered
from tests.web.permissions import GET, PEOPLE, POST, Row, anybody, everybody, only

SEES_SANNE = ("sanne", "coach", "manager", "region_manager")
SEES_CENTRE = ("manager", "region_manager", "insights_owner", "board_reader")
EMPLOYEES = [who for who in PEOPLE if who != "board_reader"]
LATER = datetime(2026, 3, 2, 10, tzinfo=UTC)


def words_of_sanne(cast: Cast) -> dict[str, int]:
    """The number of words about Sanne's work."""
    stored = answered(cast.team, cast.sanne, now=cast.now, words="Kind and quick.")
    return {"pk": stored.response_id or 0}


def question_of_sanne(cast: Cast) -> dict[str, int]:
    question = CoachQuestion.objects.create(
        employee=cast.sanne, response_id=1, responded_at=cast.now, asked_at=cast.now
    )
    return {"pk": question.pk}


def screen_of_centre(cast: Cast) -> Screen:
    return Screen.objects.create(
        unit_id=cast.centre.pk, token_hash=keyed_hash("screen", "a-token"), created_at=cast.now
    )


def token_of_screen(cast: Cast) -> dict[str, str]:
    screen_of_centre(cast)
    return {"token": "a-token"}


ROWS = [
    # Who has other things to see and no customers of their own goes there.
    Row(
        "monitor:my-customers",
        GET,
        {
            **everybody(200),
            **dict.fromkeys(
                ["coach", "manager", "region_manager", "other_manager", "insights_owner", "board_reader"], 302
            ),
        },
    ),
    Row("monitor:words", GET, only(*EMPLOYEES)),
    Row("monitor:newer", GET, only(*EMPLOYEES)),
    Row("monitor:kept", GET, only(*EMPLOYEES)),
    Row("monitor:who-sees-me", GET, only(*EMPLOYEES)),
    Row("monitor:own-words", GET, only(*EMPLOYEES)),
    Row("monitor:keep", POST, only("sanne", status=302), args=words_of_sanne),
    Row("monitor:unkeep", POST, only("sanne", status=302), args=words_of_sanne),
    Row("monitor:ask", POST, only("sanne", status=302), args=words_of_sanne),
    Row("monitor:withdraw", POST, only("sanne", status=302), args=words_of_sanne),
    Row("monitor:read", POST, only(*EMPLOYEES, status=302), data={"until": LATER.isoformat()}),
    Row("monitor:close", POST, only("sanne", "coach", status=302), args=question_of_sanne),
    Row("monitor:reopen", POST, only("sanne", "coach", status=302), args=question_of_sanne),
    Row("monitor:people", GET, only("coach")),
    Row("monitor:employee", GET, only(*SEES_SANNE), args=lambda cast: {"pk": cast.sanne.pk}),
    Row(
        "monitor:employee-in-unit",
        GET,
        only("manager", "region_manager"),
        args=lambda cast: {"unit_pk": cast.centre.pk, "pk": cast.sanne.pk},
    ),
    Row(
        "monitor:employee-in-unit",
        GET,
        only(),  # she is not in Zwolle
        args=lambda cast: {"unit_pk": cast.zwolle.pk, "pk": cast.sanne.pk},
        query="?elsewhere",
    ),
    Row(
        "monitor:units",
        GET,
        {
            **everybody(200),
            **dict.fromkeys(
                ["manager", "region_manager", "other_manager", "insights_owner", "board_reader"], 302
            ),
        },
    ),
    Row("monitor:unit", GET, only(*SEES_CENTRE), args=lambda cast: {"pk": cast.centre.pk}),
    Row("monitor:unit-words", GET, only(*SEES_CENTRE), args=lambda cast: {"pk": cast.centre.pk}),
    Row("monitor:newer-in-unit", GET, only(*SEES_CENTRE), args=lambda cast: {"pk": cast.centre.pk}),
    Row("monitor:screens", GET, only("manager", "region_manager", "other_manager", "insights_owner")),
    Row(
        "monitor:make-screen",
        POST,
        only("manager", "region_manager", "insights_owner", status=302),
        data=lambda cast: {"unit": cast.centre.pk},
    ),
    Row(
        "monitor:revoke-screen",
        POST,
        only("manager", "region_manager", "insights_owner", status=302),
        args=lambda cast: {"pk": screen_of_centre(cast).pk},
    ),
    Row("monitor:screen", GET, anybody(), args=token_of_screen),
    Row("monitor:screen", GET, anybody(404), args=lambda _cast: {"token": "another"}, query="?unknown"),
]
