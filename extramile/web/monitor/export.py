"""My own customers' words as a CSV file."""

import csv
from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from extramile.core.tables.guarding import guarded
from extramile.monitor import queries
from extramile.people.models import Unit
from extramile.people.queries import team_of
from extramile.responses.queries import Position, Said
from extramile.web.access import signed_in, signed_in_user
from extramile.web.monitor.period import Filters, read_filters
from extramile.web.monitor.portrait import wording_here
from extramile.web.monitor.scene import own_employee, scene_of
from extramile.web.monitor.voices import which_words
from extramile.web.monitor.wording import Wording

AT_ONCE: Final = 500


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


@signed_in
def own_words(request: HttpRequest) -> StreamingHttpResponse:
    employee = own_employee(signed_in_user(request))
    scene = scene_of(team_of(employee, day=timezone.localdate()))
    words = wording_here()
    filters = read_filters(request, today=scene.today, questionnaires=words.questionnaires)
    rows = _rows(employee.pk, filters, words=words)
    writer = csv.writer(_Echo())
    response = StreamingHttpResponse(
        (writer.writerow(map(guarded, row)) for row in rows),
        content_type="text/csv; charset=utf-8",
    )
    name = f"customers-{filters.period.since}-{filters.period.until}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(employee_id: int, filters: Filters, *, words: Wording) -> Iterator[list[str]]:
    # The mark tells a spreadsheet that this is UTF-8.
    yield ["\ufeff" + _("day"), _("score"), _("group"), _("words"), _("ticked"), _("work"), _("unit")]
    names = dict(Unit.objects.values_list("pk", "name"))
    for one in _all(employee_id, filters):
        yield [
            one.day.isoformat(),
            "" if one.score is None else str(one.score),
            one.group or "",
            one.words,
            ", ".join(words.tick(tick) for tick in one.ticks),
            words.work(one.kind_of_work),
            names.get(one.unit_id, ""),
        ]


def _all(employee_id: int, filters: Filters) -> Iterator[Said]:
    """Every answer that fits, those without words too where no words were looked for."""
    before: Position | None = None
    while True:
        which = which_words(filters, before=before, length=AT_ONCE)
        which["with_words"] = bool(filters.words)
        looked = queries.newest_words_of_employee(employee_id, words=filters.words, **which)
        found, until = looked.said, looked.until
        yield from found[:AT_ONCE]
        if len(found) <= AT_ONCE and until is None:
            return
        before = found[AT_ONCE - 1].position if len(found) > AT_ONCE else until
