"""The demo company's reports: one that was sent and opened, one draft that says what changed since."""

from datetime import timedelta

import pytest

from extramile.board.models import Delivery, Report, ReportState
from extramile.board.queries import content_of, remarks_of
from extramile.demo.board import tell_board
from extramile.outbox.models import Message, State
from tests.board.conftest import answers
from tests.cast import Cast


@pytest.mark.django_db
def test_a_final_report_that_was_sent_and_a_draft_that_compares(cast: Cast) -> None:
    answers(cast)
    tell_board(now=cast.now + timedelta(weeks=4))
    final, draft = Report.objects.order_by("until")
    assert (final.state, draft.state, draft.before_id) == (ReportState.FINAL, ReportState.DRAFT, final.pk)
    assert Delivery.objects.get().opened_at is not None
    assert not Message.objects.exclude(state=State.SENT).exists()
    for language in ("en", "nl"):
        view = content_of(draft.public_id, language)
        assert view is not None
        assert view.content.changed
        assert len(remarks_of(final.public_id, language)) == 1
