"""What an author fills in: a period, a remark, who is to receive it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extramile.board.content import PARTS
from extramile.web.office.people.fields import DayField

MOST_YEARS = 5
LANGUAGES = (
    ("", gettext_lazy("everybody")),
    ("en", gettext_lazy("readers of English")),
    ("nl", gettext_lazy("readers of Dutch")),
)


def usual_period(today: date) -> dict[str, date]:
    """A year up to the end of last month: whole months, and seasons on both sides."""
    until = today.replace(day=1) - timedelta(days=1)
    after = until + timedelta(days=1)
    return {"since": after.replace(year=after.year - 1), "until": until}


class PeriodForm(forms.Form):
    since = DayField(label=gettext_lazy("First day"))
    until = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Today is not over yet: yesterday at the latest."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day comes before the first. Change one of them."))
        elif until and until >= self.today:
            self.add_error("until", _("That day is not over yet. Choose yesterday or earlier."))
        elif since and until and (until - since).days > MOST_YEARS * 366:
            self.add_error("since", _("Five years are the most. Choose a later first day."))
        return cleaned


class RemarkForm(forms.Form):
    part = forms.ChoiceField(choices=[(one, one) for one in PARTS])
    language = forms.ChoiceField(choices=LANGUAGES, required=False)
    words = forms.CharField(max_length=2000)
