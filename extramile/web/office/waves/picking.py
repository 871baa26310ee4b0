"""Choose units of a company of any size: what is chosen, a search by name, and the tree a level at a time.

Every button sends the whole form back, to be shown again with one thing changed; so it works without script,
by keyboard and on a phone, and nothing else of the form is lost. What is asked of the database is bounded by
what is shown: a page of units, the names above them, and what was chosen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from extramile.people.models import Unit
from extramile.people.queries import ids_of_path, unit_names
from extramile.web.access import today

PRESSED: Final = "pick"  # the name of every button; its value: field, deed and unit
A_PAGE: Final = 25
MOST_CHOSEN: Final = 1000
LONGEST_SEARCH: Final = 80


def is_picking(data: Mapping[str, Any]) -> bool:
    """Whether somebody is choosing, and not yet done with the form."""
    return PRESSED in data


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed in a field: "add", "drop", "open", "look", "page" or "all"; empty: nothing there."""

    deed: str = ""
    number: int = 0

    @classmethod
    def read(cls, data: Mapping[str, Any], name: str) -> "Press":
        where, _sign, rest = str(data.get(PRESSED, "")).partition(":")
        deed, _sign, number = rest.partition(":")
        return cls(deed, _number(number)) if where == name else cls()


def _number(raw: object) -> int:
    text = str(raw)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@dataclass(frozen=True, slots=True)
class Picked:
    """The state of one field, as the form carries it along."""

    chosen: tuple[int, ...] = ()
    press: Press = field(default_factory=Press)
    search: str = ""
    at: int = 0  # whose units are listed; 0: the top
    page: int = 0
    is_sent: bool = False  # the form came back: after an error, or from a button of another field

    @classmethod
    def read(cls, data: Mapping[str, Any], name: str) -> "Picked":
        press = Press.read(data, name)
        search = str(data.get(f"{name}-find", "")).replace("\x00", "").strip()[:LONGEST_SEARCH]
        at = _number(data.get(f"{name}-at", ""))
        if press.deed == "open":
            search, at = "", press.number
        return cls(
            chosen=_after(press, tuple(_sent(data, name))),
            press=press,
            search=search,
            at=at,
            page=_page(press, data, name),
            is_sent=True,
        )

    @property
    def is_begun(self) -> bool:
        """Whether somebody was choosing here when the form was sent."""
        return bool(self.press.deed) or (self.is_sent and bool(self.chosen or self.search or self.at))


def _page(press: Press, data: Mapping[str, Any], name: str) -> int:
    """Whoever looks elsewhere begins at the first page; whoever chooses stays where they are."""
    if press.deed == "page":
        return press.number
    return 0 if press.deed in {"open", "look"} else _number(data.get(f"{name}-page", ""))


def _sent(data: Mapping[str, Any], name: str) -> Iterable[int]:
    getlist = getattr(data, "getlist", None)
    raw = getlist(name) if getlist else data.get(name) or ()
    return [number for one in raw[: MOST_CHOSEN + 1] if (number := _number(one))]


def _after(press: Press, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """The choice with what was pressed done. A unit comes with everything below it, so neither stays beside
    the other."""
    if press.deed == "drop":
        return tuple(one for one in chosen if one != press.number)
    if press.deed == "all":
        return tuple(_open_units().filter(parent=None).order_by("name", "pk").values_list("pk", flat=True))
    if press.deed != "add":
        return chosen
    paths = dict(_open_units().filter(pk__in=[*chosen, press.number]).values_list("pk", "path"))
    added = paths.get(press.number)
    if added is None or any(added.startswith(paths.get(one, "?")) for one in chosen):
        return chosen
    return (*(one for one in chosen if not paths.get(one, "").startswith(added)), press.number)


def _open_units() -> QuerySet[Unit]:
    return Unit.objects.exclude(closed_on__lte=today())


@dataclass(frozen=True, slots=True)
class Offered:
    """A unit in the list: its place in the tree, and whether it can be chosen or opened."""

    pk: int
    name: str
    above: str
    has_below: bool = False
    is_chosen: bool = False
    comes_along: bool = False


class UnitPicker(forms.Widget):
    template_name = "office/waves/picker.html"
    use_fieldset = True

    def __init__(self, *, add_all: str | Promise = "") -> None:
        super().__init__()
        self.add_all = add_all
        self.action = ""  # where the form goes, if that is another address than the page's
        self.picked = Picked()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[int]:  # noqa: ARG002
        self.picked = Picked.read(data, name)
        return list(self.picked.chosen)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        return False

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002
        return ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        chosen = tuple(value or ())
        return {
            **context,
            "name": name,
            "add_all": self.add_all,
            "action": self.action,
            **self._shown(chosen),
        }

    def _shown(self, chosen: Sequence[int]) -> dict[str, Any]:
        """Open as long as somebody is choosing, and where nothing is chosen although something must be."""
        is_missing = self.is_required and self.picked.is_sent and not chosen
        return {**_picture(self.picked, chosen), "is_open": self.picked.is_begun or is_missing}


def _picture(picked: Picked, chosen: Sequence[int]) -> dict[str, Any]:
    taken = list(_open_units().filter(pk__in=chosen).order_by("path"))
    at = _open_units().filter(pk=picked.at).first() if picked.at else None
    page, found = _page_of(_listed(picked, at), picked.page)
    shown = found[:A_PAGE]
    names = unit_names(
        {one for unit in (*taken, *shown, *([at] if at else [])) for one in ids_of_path(unit.path)}
    )
    return {
        "chosen": [Offered(unit.pk, unit.name, _above(unit, names)) for unit in taken],
        "listed": [_offered(unit, names, taken) for unit in shown],
        "at": at,
        "way": [(one, names.get(one, "")) for one in ids_of_path(at.path)] if at else [],
        "search": picked.search,
        "page": page,
        "next_page": page + 1 if len(found) > A_PAGE else None,
        "has_all": bool(taken) and all(unit.parent_id is None for unit in taken),
    }


def _page_of(units: QuerySet[Unit], page: int) -> tuple[int, list[Unit]]:
    """A page, and one unit more where others follow; the first page where this one is empty by now."""
    found = list(units[page * A_PAGE : (page + 1) * A_PAGE + 1])
    return (page, found) if found or not page else _page_of(units, 0)


def _listed(picked: Picked, at: Unit | None) -> QuerySet[Unit]:
    below = Exists(_open_units().filter(parent=OuterRef("pk")))
    units = _open_units().annotate(has_below=below)
    if not picked.search:
        return units.filter(parent=at).order_by("name", "pk")
    if at is not None:
        units = units.filter(path__startswith=at.path)
    for part in picked.search.split():
        units = units.filter(name__icontains=part)
    return units.order_by("depth", "name", "pk")


def _offered(unit: Unit, names: Mapping[int, str], taken: Sequence[Unit]) -> Offered:
    return Offered(
        pk=unit.pk,
        name=unit.name,
        above=_above(unit, names),
        has_below=bool(getattr(unit, "has_below", False)),
        is_chosen=any(one.pk == unit.pk for one in taken),
        comes_along=any(unit.path.startswith(one.path) for one in taken if one.pk != unit.pk),
    )


def _above(unit: Unit, names: Mapping[int, str]) -> str:
    return " › ".join(names.get(one, "") for one in ids_of_path(unit.path)[:-1])


class UnitsField(forms.Field):
    """The ids of units that are open."""

    widget: Any = UnitPicker

    def clean(self, value: Any) -> list[int]:
        wanted = list(value or ())
        if self.required and not wanted:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(wanted) > MOST_CHOSEN:
            raise ValidationError(_("Choose a unit above some of these: a thousand at most."))
        if _open_units().filter(pk__in=wanted).count() != len(set(wanted)):
            raise ValidationError(
                _("A unit that was chosen has closed or is gone. Look at the list once more.")
            )
        return wanted
