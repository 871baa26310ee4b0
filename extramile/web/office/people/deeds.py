"""The audit trail in sentences: who did what about whom. A test demands one for every deed in the program."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from extramile.core.models import AuditEntry
from extramile.engagement.queries import waves
from extramile.people.models import ApiKey, Employee, Unit, User

SENTENCES: Final[dict[str, Promise]] = {
    "account.passkey.added": _("%(who)s added a passkey to sign in with"),
    "account.passkey.removed": _("%(who)s removed a passkey"),
    "account.sessions.ended": _("%(who)s signed %(about)s out everywhere"),
    "actions.question.closed": _("%(who)s closed a question that %(about)s asked the coach"),
    "actions.question.reopened": _("%(who)s reopened a question that %(about)s asked the coach"),
    "board.report.asked": _("%(who)s had %(about)s made"),
    "board.report.asked-anew": _("%(who)s had %(about)s made anew"),
    "board.report.delivered": _("%(who)s sent %(about)s to somebody"),
    "board.report.downloaded": _("%(who)s downloaded %(about)s"),
    "board.report.handed": _("%(who)s noted who received %(about)s by hand"),
    "board.report.handing-struck": _("%(who)s struck out who received %(about)s by hand"),
    "board.report.made": _("%(who)s made %(about)s"),
    "board.report.made-final": _("%(who)s made %(about)s final"),
    "board.report.remark-taken-back": _("%(who)s took a remark in %(about)s back"),
    "board.report.remarked": _("%(who)s wrote a remark in %(about)s"),
    "board.report.withdrawn": _("%(who)s withdrew %(about)s"),
    "board.report.words-left-out": _("%(who)s left a customer’s words out of %(about)s"),
    "board.report.words-put-back": _("%(who)s put a customer’s words back into %(about)s"),
    "contacts.consent.changed": _("%(who)s changed whether %(about)s may be asked"),
    "contacts.consent.read": _("%(who)s looked up by program whether customers may be asked"),
    "contacts.consent.sent": _("%(who)s sent by program who wants to be asked"),
    "contacts.customer.erased": _("%(who)s erased %(about)s"),
    "contacts.customer.searched": _("%(who)s searched for a customer"),
    "contacts.customer.seen": _("%(who)s looked at the data of %(about)s"),
    "contacts.erasure.queued": _("%(who)s asked to erase %(about)s as soon as an import is done"),
    "core.settings.chosen": _("%(who)s changed the settings"),
    "engagement.cards.printed": _("%(who)s printed code cards for %(about)s"),
    "engagement.comment.replied": _("%(who)s replied to a comment of an unknown colleague"),
    "engagement.conversation.chosen": _("%(who)s chose a change for %(about)s"),
    "engagement.conversation.held": _("%(who)s wrote down the talk of %(about)s about a wave"),
    "engagement.conversation.looked-back": _("%(who)s looked back on a change of %(about)s"),
    "engagement.conversation.taken-back": _("%(who)s took a chosen change of %(about)s back"),
    "engagement.wave.called-off": _("%(who)s called %(about)s off"),
    "engagement.wave.changed": _("%(who)s changed the plan of %(about)s"),
    "engagement.wave.cleared": _("%(who)s destroyed the answers of %(about)s, which was called off"),
    "engagement.wave.closed": _("%(who)s closed %(about)s, wrote its results and destroyed the answers"),
    "engagement.wave.opened": _("%(who)s opened %(about)s"),
    "engagement.wave.planned": _("%(who)s planned %(about)s"),
    "evidence.change.grown": _("%(who)s added units to %(about)s"),
    "evidence.change.noted": _("%(who)s wrote down %(about)s"),
    "evidence.change.taken-back": _("%(who)s withdrew %(about)s"),
    "evidence.rollout.all-the-same": _("%(who)s chose to go on with %(about)s beside what else begins"),
    "evidence.rollout.called-off": _("%(who)s called %(about)s off"),
    "evidence.rollout.changed": _("%(who)s changed the plan of %(about)s"),
    "evidence.rollout.drawn": _("%(who)s drew the lots of %(about)s"),
    "evidence.rollout.planned": _("%(who)s planned %(about)s"),
    "evidence.study.discarded": _("%(who)s threw away the draft of %(about)s"),
    "evidence.study.frozen": _("%(who)s froze %(about)s"),
    "evidence.study.restated": _("%(who)s changed the draft of %(about)s"),
    "evidence.study.retired": _("%(who)s put %(about)s away"),
    "evidence.study.run": _("%(who)s had %(about)s computed"),
    "evidence.study.stated": _("%(who)s wrote down %(about)s"),
    "exports.jobs.asked": _("%(who)s had a large file of jobs made: %(about)s"),
    "exports.jobs.cancelled": _("%(who)s stopped %(about)s, a file of jobs"),
    "exports.jobs.downloaded": _("%(who)s downloaded %(about)s, a file of jobs"),
    "exports.jobs.removed": _("%(who)s deleted %(about)s, a file of jobs"),
    "exports.responses.asked": _("%(who)s had a large file of answers made: %(about)s"),
    "exports.responses.cancelled": _("%(who)s stopped %(about)s, a file of answers"),
    "exports.responses.downloaded": _("%(who)s downloaded %(about)s, a file of answers"),
    "exports.responses.removed": _("%(who)s deleted %(about)s, a file of answers"),
    "intake.file.uploaded": _("%(who)s uploaded a file: %(about)s"),
    "intake.import.cancelled": _("%(who)s stopped %(about)s"),
    "intake.import.resumed": _("%(who)s let %(about)s go on"),
    "intake.import.started": _("%(who)s started %(about)s"),
    "intake.job.updated": _("%(who)s changed %(about)s, which a file or a program sent again"),
    "intake.problems.downloaded": _("%(who)s downloaded the refused rows of %(about)s"),
    "invitations.code.made": _("%(who)s made %(about)s"),
    "invitations.code.revoked": _("%(who)s withdrew %(about)s"),
    "invitations.plan.changed": _("%(who)s changed %(about)s"),
    "invitations.plan.made": _("%(who)s made %(about)s"),
    "invitations.plan.retired": _("%(who)s retired %(about)s"),
    "invitations.reminder.wanted": _("%(who)s had reminders sent"),
    "monitor.employee.seen": _("%(who)s looked at the words and figures of %(about)s"),
    "monitor.published.added": _("%(who)s added %(about)s"),
    "monitor.published.changed": _("%(who)s brought %(about)s up to date"),
    "monitor.published.deleted": _("%(who)s took away %(about)s"),
    "monitor.published.restored": _("%(who)s put back %(about)s"),
    "monitor.screen.made": _("%(who)s made a team screen of %(about)s"),
    "monitor.screen.revoked": _("%(who)s withdrew a team screen of %(about)s"),
    "monitor.view.changed": _("%(who)s changed %(about)s"),
    "monitor.view.deleted": _("%(who)s deleted %(about)s"),
    "monitor.view.restored": _("%(who)s put back %(about)s"),
    "monitor.view.saved": _("%(who)s kept %(about)s"),
    "office.explore.exported": _("%(who)s exported figures of the explore page"),
    "office.jobs.exported": _("%(who)s exported jobs"),
    "office.people.exported": _("%(who)s exported the list of people"),
    "office.responses.exported": _("%(who)s exported answers"),
    "office.trail.exported": _("%(who)s exported the audit trail"),
    "office.units.exported": _("%(who)s exported the list of units"),
    "outbox.message.again": _("%(who)s had %(about)s sent again"),
    "people.api_key.made": _("%(who)s made %(about)s"),
    "people.api_key.revoked": _("%(who)s withdrew %(about)s"),
    "people.card.pin_chosen": _("%(who)s chose a new PIN for the card of %(about)s"),
    "people.card.printed": _("%(who)s printed a sign-in card for %(about)s"),
    "people.card.revoked": _("%(who)s withdrew the sign-in card of %(about)s"),
    "people.employee.added": _("%(who)s added %(about)s"),
    "people.employee.changed": _("%(who)s changed the details of %(about)s"),
    "people.employee.ended": _("%(who)s wrote down that %(about)s leaves"),
    "people.employee.moved": _("%(who)s moved %(about)s to another team"),
    "people.employee.taken_back": _("%(who)s took %(about)s back"),
    "people.role.ended": _("%(who)s ended a role of %(about)s"),
    "people.role.granted": _("%(who)s gave %(about)s a role"),
    "people.unit.added": _("%(who)s added the unit %(about)s"),
    "people.unit.changed": _("%(who)s changed the unit %(about)s"),
    "people.unit.closed": _("%(who)s closed the unit %(about)s"),
    "people.unit.moved": _("%(who)s moved the unit %(about)s"),
    "people.user.added": _("%(who)s added %(about)s as somebody who can sign in"),
    "questionnaires.instrument.loaded": _("%(who)s loaded %(about)s, an instrument of others"),
    "questionnaires.questionnaire.addressed": _("%(who)s chose whom %(about)s is for"),
    "questionnaires.version.created": _("%(who)s made %(about)s"),
    "questionnaires.version.draft-discarded": _("%(who)s threw away a draft of %(about)s"),
    "questionnaires.version.edited": _("%(who)s edited %(about)s"),
    "questionnaires.version.published": _("%(who)s published %(about)s"),
    "responses.words.erased": _("%(who)s erased what %(about)s says"),
}

# What has no name of its own.
NUMBERED: Final[dict[str, Promise]] = {
    "address": _("an address"),
    "api_key": _("API key %(number)s"),
    "change": _("something that began in some units"),
    "comment": _("a comment"),
    "contact": _("customer %(number)s"),
    "employee": _("employee %(number)s"),
    "export": _("export %(number)s"),
    "import": _("import %(number)s"),
    "job": _("job %(number)s"),
    "message": _("message %(number)s"),
    "plan": _("asking plan %(number)s"),
    "published": _("published figure %(number)s"),
    "questionnaire": _("questionnaire %(number)s"),
    "report": _("a report to the board"),
    "response": _("answer %(number)s"),
    "rollout": _("a rollout by lot"),
    "study": _("a study"),
    "unit": _("unit %(number)s"),
    "user": _("sign-in %(number)s"),
    "view": _("saved view %(number)s"),
    "walk-in": _("code %(number)s"),
    "wave": _("wave %(number)s"),
}

Names = dict[tuple[str, str], str]


def names_of(entries: Iterable[AuditEntry]) -> Names:
    """Names of the subjects as they are called today, a query for each kind."""
    wanted = list(entries)
    found: Names = {}
    for kind, model in (("employee", Employee), ("user", User), ("unit", Unit), ("api_key", ApiKey)):
        ids = {one.subject_id for one in wanted if one.subject_type == kind and _is_id(one.subject_id)}
        if ids:
            rows: QuerySet[Any] = model.objects.filter(pk__in=ids)
            found |= {(kind, str(one.pk)): str(one) for one in rows}
    if any(one.subject_type == "wave" for one in wanted):
        found |= {("wave", str(wave.id)): wave.name for wave in waves()}
    return found


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def about(entry: AuditEntry, names: Names) -> str:
    """Whom or what it was about, in words."""
    known = names.get((entry.subject_type, entry.subject_id))
    if known:
        return known
    numbered = NUMBERED.get(entry.subject_type)
    if numbered is None:
        return f"{entry.subject_type} {entry.subject_id}".strip()
    return str(numbered) % {"number": entry.subject_id}


def sentence(entry: AuditEntry, names: Names) -> str:
    """A deed that nobody wrote a sentence for is told by its code, never left out."""
    who = entry.actor_name if entry.actor_id is not None else gettext("The program")
    told = SENTENCES.get(entry.action)
    if told is None:
        return f"{who}: {entry.action}"
    return str(told) % {"who": who, "about": about(entry, names)}
