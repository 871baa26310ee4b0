"""A closed wave as somebody reads it: its table, and the units of it that are theirs to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from extramile.engagement.queries import TableView, WaveView, names_in_table, table_of
from extramile.people.access import units_with_voice
from extramile.people.models import Unit
from extramile.people.queries import ids_of_path
from extramile.web.access import today
from extramile.web.voice.common import wave_or_404

Crumbs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Here:
    """`units` is never read out as a whole: a company may have thousands."""

    wave: WaveView
    table: TableView
    units: QuerySet[Unit]

    def unit(self, pk: int) -> Unit:
        found = self.units.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def inside(self, unit: Unit) -> QuerySet[Unit]:
        """The unit and what is below it, as far as it is theirs to read."""
        return self.units.filter(path__startswith=unit.path)

    def address(self, name: str, unit: int) -> str:
        return reverse(name, args=[self.wave.public_id, unit])


def here_or_404(request: HttpRequest, wave: UUID) -> Here:
    found = wave_or_404(wave)
    table = table_of(found.id) if found.state == "closed" else None
    if table is None:
        raise Http404
    return Here(found, table, units_with_voice(request.user, today=today()))


def crumbs_of(here: Here, unit: Unit, last: str = "") -> Crumbs:
    """From all waves down to this unit, by every unit above it that the table speaks of."""
    way: Crumbs = [(_("Our voice"), reverse("voice:home"))]
    way.append((here.wave.name, reverse("voice:results", args=[here.wave.public_id])))
    way += _above(here, ids_of_path(unit.path)[:-1])
    way.append((unit.name, here.address("voice:unit", unit.pk) if last else ""))
    return [*way, (last, "")] if last else way


def _above(here: Here, ids: Sequence[int]) -> Crumbs:
    mine = set(here.units.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    names = names_in_table(here.wave.id, tuple(one for one in ids if one in mine))
    return [(names[one], here.address("voice:unit", one)) for one in ids if one in names]
