"""From enthusiastic colleague to customer to growth, as far as the data carry it; and by area."""

import re
from typing import Final

from django.utils.translation import gettext as _

from extramile.board.compose import pictures
from extramile.board.compose.answer import (
    SIDE_KINDS,
    first_sentence,
    main_finding,
    question,
    said,
    said_beside,
)
from extramile.board.compose.numbers import (
    answers,
    day,
    of_colleagues,
    of_customers,
    percent,
    period,
    points,
    score,
    told,
)
from extramile.board.content import Area, Link, Picture
from extramile.board.gather.facts import Colleagues, Facts, Place
from extramile.evidence.views import EvidenceClass, FindingView

LEVELS: Final = ("country", "region")
MOST_FINDINGS: Final = 8


def chain(facts: Facts, *, has_trend: bool) -> tuple[Link, ...]:
    """`has_trend`: customers' trend stands on the first page already, and not again here."""
    main = main_finding(facts)
    others = [one for one in facts.findings if one is not main and _says_something(one)]
    return (
        _colleagues(facts),
        _link(main),
        *(_found(one) for one in others[:MOST_FINDINGS]),
        _customers(facts, picture=None if has_trend else pictures.of_trend(facts)),
        _growth(facts),
    )


def _says_something(found: FindingView) -> bool:
    """A refusal of a further study stands with its hash under the methods, not in the chain."""
    return found.kind not in SIDE_KINDS and found.evidence_class is not EvidenceClass.CANNOT_TELL


def _colleagues(facts: Facts) -> Link:
    place = facts.company
    newest = next((wave for wave in reversed(facts.waves) if wave.company is not None), None)
    if newest is None or newest.company is None:
        sentence = (
            _("Colleagues were asked, and no figure of the whole company was released.")
            if facts.waves
            else _("Colleagues have not been asked yet: there is no closed wave of their own voice.")
        )
        return Link("employees", _("Enthusiastic colleagues"), sentence, "")
    return Link(
        key="employees",
        heading=_("Enthusiastic colleagues"),
        sentence=_colleagues_told(
            newest.company,
            _("%(wave)s, closed on %(day)s") % {"wave": newest.name, "day": day(newest.closed_on)},
        ),
        how_sure=_taken_part(newest.participation),
        figures=(of_colleagues("eNPS", place),),
        picture=pictures.of_waves(facts),
        caution=_(
            "Released figures are rounded, and their answers are told in bands: nobody can be worked out."
        ),
    )


def _colleagues_told(found: Colleagues, wave: str) -> str:
    if found.low is None or found.high is None:
        return _("The eNPS of all colleagues was %(value)s (%(wave)s).") % {
            "wave": wave,
            "value": points(found.value),
        }
    return _("The eNPS of all colleagues was %(told)s (%(wave)s).") % {
        "wave": wave,
        "told": told(found.value, found.low, found.high),
    }


def _taken_part(band: tuple[int, int] | None) -> str:
    if band is None:
        return ""
    return _("Between %(low)s and %(high)s of those invited took part.") % {
        "low": percent(band[0] / 100),
        "high": percent(band[1] / 100),
    }


def _link(found: FindingView | None) -> Link:
    """Its picture is the one of the first page."""
    heading = _("Do the two go together?")
    if found is None:
        sentence = _("Not tested yet: there is nothing from the two voices to put beside each other.")
        return Link("employees-customers", heading, sentence, "")
    sure, *cautions = [*said_beside(found), ""]
    return Link(
        key="employees-customers",
        heading=heading,
        sentence=said(found),
        how_sure=sure,
        caution=" ".join(one for one in (*cautions, _read_over(found)) if one),
        finding=str(found.public_id),
    )


def _found(found: FindingView) -> Link:
    """Another study that found something: a change, a rollout, single questions."""
    sure, *cautions = [*said_beside(found), ""]
    return Link(
        key=re.sub(r"[^a-z0-9]+", "-", found.study_key.lower()).strip("-"),
        heading=first_sentence(question(found)),
        sentence=said(found),
        how_sure=sure,
        picture=pictures.of_link(found),
        caution=" ".join(one for one in (*cautions, _read_over(found)) if one),
        finding=str(found.public_id),
    )


def _read_over(found: FindingView) -> str:
    if found.since is None or found.until is None or found.since > found.until:
        return ""
    return _("Data of %(period)s.") % {"period": period(found.since, found.until)}


def _customers(facts: Facts, *, picture: Picture | None) -> Link:
    tally = facts.company.customers
    found = score(tally)
    if found is None or tally.n < facts.minimum:
        sentence = _("Too few customers answered to tell a score: %(answers)s.") % {
            "answers": answers(tally.n)
        }
    else:
        sentence = _("The NPS of customers was %(told)s, from %(answers)s.") % {
            "told": told(found.estimate, found.low, found.high),
            "answers": answers(tally.n),
        }
    rate = tally.response_rate
    sure = (
        _("Of those who were asked, %(rate)s answered; the others may think otherwise.")
        % {"rate": percent(rate)}
        if rate is not None and rate < 1
        else ""
    )
    return Link(
        key="customers",
        heading=_("Enthusiastic customers"),
        sentence=sentence,
        how_sure=sure,
        figures=(of_customers("NPS", tally, minimum=facts.minimum),),
        picture=picture,
    )


def _growth(facts: Facts) -> Link:
    heading = _("Growth")
    found = [one for one in facts.findings if one.kind == "worth"]
    if not found:
        sentence = _(
            "Whether enthusiastic customers come back or bring others is not known: no repeat jobs or"
            " referrals"
            " of your own were put beside their answers. No figure of elsewhere is borrowed."
        )
        return Link("customers-growth", heading, sentence, "")
    sure, *cautions = [*said_beside(found[0]), ""]
    return Link(
        key="customers-growth",
        heading=heading,
        sentence=" ".join(dict.fromkeys(said(one) for one in found)),
        how_sure=sure,
        caution=" ".join(cautions).strip(),
        finding=str(found[0].public_id),
    )


def areas(facts: Facts) -> tuple[Area, ...]:
    return tuple(_area(one, facts) for one in facts.areas)


def _area(place: Place, facts: Facts) -> Area:
    return Area(
        name=place.name,
        path=place.path,
        level=level(place.kind),
        employees=of_colleagues(_("Colleagues"), place),
        customers=of_customers(_("Customers"), place.customers, minimum=facts.minimum),
        sentence=_verdict(place, facts),
    )


def level(kind: str) -> str:
    return {
        "country": _("Country"),
        "region": _("Region"),
        "centre": _("Centre"),
        "company": _("Company"),
    }.get(kind, "")


def _verdict(place: Place, facts: Facts) -> str:
    if place.customers.n < facts.minimum:
        return _("Too few answers to tell.")
    if place.verdict > 0:
        return _("Customers’ score is clearly above that of the others.")
    if place.verdict < 0:
        return _("Customers’ score is clearly below that of the others.")
    return _("Customers’ score cannot be told apart from that of the others.")
