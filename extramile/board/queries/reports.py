"""Reports, what they say, who remarked what and who received them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format

from extramile.board.content import Content, Remarked
from extramile.board.frozen import from_text, with_words
from extramile.board.models import ENDED, Delivery, Frozen, Handing, Quote, Remark, Report, ReportState
from extramile.people.models import User


@dataclass(frozen=True, slots=True)
class ReportView:
    public_id: UUID
    since: date
    until: date
    state: str
    created_at: datetime
    made_at: datetime | None
    finalised_at: datetime | None
    finalised_by: str
    withdrawn_at: datetime | None
    withdrawn_why: str
    before: UUID | None
    failure: str
    steps: int
    steps_expected: int | None

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT

    @property
    def is_final(self) -> bool:
        return self.state == ReportState.FINAL

    @property
    def is_withdrawn(self) -> bool:
        return self.state == ReportState.WITHDRAWN

    @property
    def is_waiting(self) -> bool:
        return self.state in {ReportState.QUEUED, ReportState.MAKING}

    @property
    def is_failed(self) -> bool:
        return self.state == ReportState.FAILED


@dataclass(frozen=True, slots=True)
class FrozenView:
    """`content` with customers' words that were not erased since; the fingerprint is of what was frozen."""

    content: Content
    fingerprint: str
    erased: int


@dataclass(frozen=True, slots=True)
class QuoteView:
    number: int
    words: str
    language: str
    group: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    user_id: int
    name: str
    language: str
    delivered_at: datetime
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class HandingView:
    """`way`: a `HandingWay`. `noted_by`: whose word it is."""

    number: int
    name: str
    way: str
    handed_on: date
    noted_by: str


def reports() -> list[ReportView]:
    """All of them, drafts too, the newest first. For whoever writes them."""
    return _views(Report.objects.all())


def final_reports(*, reader: User, all_of_them: bool) -> list[ReportView]:
    """Those that this reader may open: every final one, or those that were delivered to them."""
    found = Report.objects.filter(state__in=ENDED)
    if not all_of_them:
        found = found.filter(deliveries__user=reader)
    return _views(found)


def has_received(user: User) -> bool:
    """Whether any report was sent to this person by name."""
    return Delivery.objects.filter(user=user).exists()


def _views(rows: QuerySet[Report]) -> list[ReportView]:
    found = list(rows.select_related("finalised_by", "before").order_by("-until", "-created_at", "-pk"))
    return [_view(row) for row in found]


def _view(row: Report) -> ReportView:
    return ReportView(
        public_id=row.public_id,
        since=row.since,
        until=row.until,
        state=row.state,
        created_at=row.created_at,
        made_at=row.made_at,
        finalised_at=row.finalised_at,
        finalised_by=str(row.finalised_by) if row.finalised_by else "",
        withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
        before=row.before.public_id if row.before else None,
        failure=row.failure,
        steps=row.steps,
        steps_expected=row.steps_expected,
    )


def report_of(public_id: UUID) -> ReportView | None:
    row = Report.objects.filter(public_id=public_id).select_related("finalised_by", "before").first()
    return _view(row) if row else None


def content_of(public_id: UUID, language: str) -> FrozenView | None:
    """What the report says in this language; None: it is not made, or not in this language."""
    frozen = Frozen.objects.filter(report__public_id=public_id, language=language).first()
    if frozen is None:
        return None
    rows = Quote.objects.filter(report=frozen.report_id, is_shown=True).values_list("number", "words")
    words = dict(rows)
    content = with_words(from_text(frozen.body), words)
    return FrozenView(content, frozen.fingerprint, sum(one.is_erased for one in content.customers_words))


def still_shown(public_id: UUID) -> list[QuoteView]:
    return _quotes(Quote.objects.filter(report__public_id=public_id, is_shown=True))


def left_out_of(public_id: UUID) -> list[QuoteView]:
    """What the author left out of the draw, with the reason; of a final report without the words."""
    return _quotes(Quote.objects.filter(report__public_id=public_id, left_out_at__isnull=False))


def _quotes(rows: QuerySet[Quote]) -> list[QuoteView]:
    return [
        QuoteView(
            one.number,
            one.words,
            one.language,
            one.group,
            one.left_out_why,
            str(one.left_out_by) if one.left_out_by else "",
        )
        for one in rows.select_related("left_out_by").order_by("number")
    ]


def remarks_of(public_id: UUID, language: str = "") -> list[Remarked]:
    """For readers of this language, in the order they were written; "": all of them."""
    rows = Remark.objects.filter(report__public_id=public_id).select_related("written_by").order_by("pk")
    if language:
        rows = rows.filter(language__in=["", language])
    return [
        Remarked(
            part=one.part,
            words=one.words,
            author=str(one.written_by) if one.written_by else "",
            day=date_format(one.written_at, "j F Y"),
            language=one.language,
            number=one.pk,
        )
        for one in rows
    ]


def deliveries_of(public_id: UUID) -> list[DeliveryView]:
    rows = Delivery.objects.filter(report__public_id=public_id).select_related("user")
    return [
        DeliveryView(one.user_id, str(one.user), one.language, one.delivered_at, one.opened_at)
        for one in rows.order_by("delivered_at", "user__name", "pk")
    ]


def handings_of(public_id: UUID) -> list[HandingView]:
    """Who received it by hand, but for notes that were struck out."""
    rows = Handing.objects.filter(report__public_id=public_id, struck_at__isnull=True)
    return [
        HandingView(one.pk, one.name, one.way, one.handed_on, str(one.noted_by) if one.noted_by else "")
        for one in rows.select_related("noted_by").order_by("handed_on", "name", "pk")
    ]
