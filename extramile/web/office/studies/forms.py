"""The form of a study of one's own: what is asked, and what is worth having. No method to choose."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from extramile.core.texts import pick
from extramile.evidence.queries import askable_of_customers, askable_of_employees
from extramile.evidence.standing import METHOD, SEED
from extramile.evidence.statement import MOST_LAG
from extramile.evidence.views import StudyView
from extramile.people.models import Unit
from extramile.people.queries import path_names
from extramile.web.office.people.fields import UnitField

ENPS: Final = "enps"
EVERY: Final = "*"
NPS: Final = "nps"


class StudyForm(forms.Form):
    question = forms.CharField(
        label=lazy("Question"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("As you would put it to a board member. It stands above every answer."),
    )
    exposure = forms.ChoiceField(
        label=lazy("Of employees"), help_text=lazy("As released after each wave, team by team.")
    )
    outcome = forms.ChoiceField(
        label=lazy("Of customers"), help_text=lazy("In the period after each wave, of the same team.")
    )
    unit = UnitField(
        label=lazy("Of which teams"),
        required=False,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
        help_text=lazy("All teams below this unit. Empty: the whole company."),
    )
    smallest_effect = forms.FloatField(
        label=lazy("How much would be worth having?"),
        initial=1.0,
        min_value=0.01,
        max_value=99,
        help_text=lazy(
            "Points of customers for every 10 points of employees. Decide it now, not afterwards."
        ),
    )
    from_day = forms.IntegerField(
        label=lazy("Customers count from so many days after the closing"),
        initial=1,
        min_value=1,
        max_value=366,
    )
    days = forms.IntegerField(label=lazy("For how many days at most"), initial=91, min_value=1, max_value=366)
    until_next_wave = forms.BooleanField(
        label=lazy("And no further than the day before the next wave opens"),
        initial=True,
        required=False,
        help_text=lazy("Leave it on: otherwise customers of a later wave count for an earlier one."),
    )
    lag = forms.IntegerField(
        label=lazy("Look at customers so many waves later"),
        initial=0,
        min_value=0,
        max_value=MOST_LAG,
        help_text=lazy(
            "0 is the period after the same wave, 1 the one after the next: what needs time to be felt."
            " Each wave later takes one more wave before anything can be told."
        ),
    )
    least = forms.IntegerField(label=lazy("Waves at least"), initial=3, min_value=3, max_value=100)
    least_answers = forms.IntegerField(
        label=lazy("Leave out a team with fewer answers of customers than"),
        initial=10,
        min_value=10,
        max_value=10_000,
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, language: str, study: StudyView | None = None
    ) -> None:
        super().__init__(data, initial=_known(study, language) if study else None)
        self.language = language.partition("-")[0]
        self.study = study
        for name, choices in (("exposure", _exposures(language)), ("outcome", _outcomes(language))):
            chosen = self.fields[name]
            if isinstance(chosen, forms.ChoiceField):
                chosen.choices = choices

    def key(self) -> str:
        """Of what it asks: the same question again is its next version."""
        chosen = self.cleaned_data
        return f"own-{slugify(chosen['exposure'] + '-' + chosen['outcome'])}"[:60] + f"-{self._words()}"

    def _words(self) -> str:
        words: str = slugify(self.cleaned_data["question"])
        return words[:18].strip("-")

    def statement(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        before = dict(self.study.question) if self.study else {}
        exposure, outcome = chosen["exposure"].strip(), chosen["outcome"].strip()
        return {
            "format": 1,
            "question": before | {self.language: chosen["question"].strip()},
            "units": [chosen["unit"].pk] if chosen["unit"] else None,
            "waves": {"least": chosen["least"], "most": max(12, chosen["least"])},
            "periods": {
                "from_day": chosen["from_day"],
                "days": chosen["days"],
                "until_next_wave": chosen["until_next_wave"],
            },
            "lag": chosen["lag"],
            "exposure": {"measure": "enps" if exposure == ENPS else "mean", "question": exposure},
            "outcome": ({"measure": "nps"} if outcome == NPS else {"measure": "ticked", "tick": outcome})
            | {"least_answers": chosen["least_answers"]},
            "method": METHOD,
            "smallest_effect": chosen["smallest_effect"],
            "level": 0.95,
            "draws": 999,
            "seed": SEED,
        }


def _exposures(language: str) -> list[tuple[str, str]]:
    asked = askable_of_employees()
    return [
        (ENPS, _("Whether they recommend working here (eNPS)")),
        (EVERY, _("Every question about work, each by itself")),
        *((key, pick(asked[key], language) or key) for key in sorted(asked)),
    ]


def _outcomes(language: str) -> list[tuple[str, str]]:
    ticked = askable_of_customers()
    named = ((tick, pick(ticked[tick], language) or tick) for tick in sorted(ticked))
    return [
        (NPS, _("Whether they recommend us (NPS)")),
        (EVERY, _("Every topic that they tick, each by itself")),
        *((tick, _("The share that ticks “%(topic)s”") % {"topic": name}) for tick, name in named),
    ]


def _known(study: StudyView, language: str) -> dict[str, Any]:
    statement = study.statement
    periods, outcome = statement["periods"], statement["outcome"]
    return {
        "question": statement["question"].get(language.partition("-")[0])
        or next(iter(statement["question"].values())),
        "exposure": statement["exposure"]["question"],
        "unit": _path(statement["units"]),
        "outcome": outcome.get("tick", NPS),
        "smallest_effect": statement["smallest_effect"],
        "from_day": periods["from_day"],
        "days": periods["days"],
        "until_next_wave": periods["until_next_wave"],
        "lag": statement["lag"],
        "least": statement["waves"]["least"],
        "least_answers": outcome["least_answers"],
    }


def _path(units: list[int] | None) -> str:
    unit = Unit.objects.filter(pk__in=units or []).first()
    return "/".join(path_names(unit)) if unit else ""
