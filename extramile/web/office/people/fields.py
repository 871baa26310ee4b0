"""Form fields that take what people write: a unit by its path or number, an employee by name or number."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from extramile.people.models import Employee, Unit
from extramile.people.queries import ids_of_path, unit_paths


class UnitField(forms.CharField):
    """The whole path, its last part where that is one unit only, or the external id."""

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        found = unit_paths().get(text.strip().strip("/").casefold())
        if found is None:
            raise ValidationError(
                _("There is no unit “%(text)s”, or more than one. Write its path from the top."),
                params={"text": text},
            )
        return Unit.objects.get(pk=found)


class EmployeeField(forms.CharField):
    def clean(self, value: Any) -> Employee | None:
        text = super().clean(value)
        if not text:
            return None
        found = list(Employee.objects.filter(external_id=text)[:1])
        found = found or list(Employee.objects.filter(name__iexact=text)[:2])
        if len(found) != 1:
            raise ValidationError(
                _("There is no “%(text)s”, or more than one. Write the staff number."), params={"text": text}
            )
        return found[0]


class UserField(forms.CharField):
    """Somebody who can sign in: an employee, or whoever has this e-mail address."""

    def clean(self, value: Any) -> Any:
        from extramile.people.models import User

        text = super().clean(value)
        if "@" in text:
            found = User.objects.filter(email__iexact=text).first()
            if found is not None:
                return found
        employee = EmployeeField().clean(text)
        if employee is None or employee.user is None:
            raise ValidationError(_("This person cannot sign in."))
        return employee.user


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


def units_list(among: QuerySet[Unit] | None = None, *, limit: int = 400) -> list[str]:
    """Paths to choose from, for the browser's own list; a large organisation types."""
    found = Unit.objects.all() if among is None else among
    open_ones = found.filter(closed_on__isnull=True).order_by("path").values_list("path", flat=True)
    paths = [ids_of_path(path) for path in open_ones[: limit + 1]]
    if len(paths) > limit:
        return []
    names = dict(Unit.objects.filter(pk__in={pk for path in paths for pk in path}).values_list("pk", "name"))
    return sorted("/".join(names[pk] for pk in path) for path in paths)
