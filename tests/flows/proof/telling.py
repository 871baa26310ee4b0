"""A known company, told and concluded, and what its board would read."""

import dataclasses
import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from extramile.board.content import Content
from extramile.board.models import Report
from extramile.board.paper import as_pdf
from extramile.board.queries import content_of
from extramile.demo.known.concluding import conclude
from extramile.demo.known.founding import Founded
from extramile.demo.known.load import load_known
from extramile.demo.known.worlds import Truth
from extramile.evidence.queries import newest_findings
from extramile.evidence.sentences import beside, sentence
from extramile.evidence.views import EvidenceClass, FindingView
from extramile.people.models import User
from tests.board.paper.reading import whole

LANGUAGES = ("en", "nl")
READER = "Helena van Rijn"


@dataclass(frozen=True, slots=True)
class Proof:
    truth: Truth
    founded: Founded
    report: Report
    now: datetime

    def finding(self, key: str = "enps-nps") -> FindingView:
        found = [one for one in newest_findings() if one.study_key.partition(":")[0] == key]
        assert len(found) == 1, [one.study_key for one in newest_findings()]
        return found[0]

    def content(self, language: str) -> Content:
        frozen = content_of(self.report.public_id, language)
        assert frozen is not None
        return frozen.content

    def said(self, language: str) -> str:
        """Every sentence of every finding."""
        lines = [
            line for one in newest_findings() for line in (sentence(one, language), *beside(one, language))
        ]
        return "\n".join(lines)

    def page(self, language: str) -> str:
        """What whoever reads for the board sees, without markup."""
        reader = Client()
        reader.force_login(User.objects.get(name=READER))
        address = reverse("board:report-in", args=[self.report.public_id, language])
        answer = reader.get(address)
        assert answer.status_code == 200
        return " ".join(html.unescape(strip_tags(answer.content.decode())).split())

    def paper(self, language: str) -> str:
        """The PDF's text, without spaces."""
        file = as_pdf(self.content(language), remarks=(), is_draft=False)
        return whole(PdfReader(BytesIO(file)))


def told(truth: Truth, *, now: datetime) -> Proof:
    known = load_known(truth, now=now)
    return Proof(truth, known.founded, conclude(known.founded, now=now), now)


def class_of(proof: Proof, key: str = "enps-nps") -> EvidenceClass:
    return proof.finding(key).evidence_class


def texts(content: Content) -> str:
    """Everything that a reader can read in a report, the words of customers and colleagues left out."""
    kept = dataclasses.replace(content, customers_words=(), employees_words=())
    return "\n".join(_strings(dataclasses.asdict(kept)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)
