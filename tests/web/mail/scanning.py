"""Every link of a mail, and everything that could have changed by opening them."""

import re
from html import unescape

from django.conf import settings
from django.db import connection

from extramile.contacts.operations import Person
from extramile.core.clock import now
from extramile.invitations.operations import decide, send_due
from extramile.outbox.models import Message
from tests.cast import make_cast
from tests.invitations.makers import make_job, make_plan

LINK = re.compile(r"https?://[^\s\"<>]+")


def dump() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            rows[table] = [row[0] for row in cursor.fetchall()]
    return rows


def links_of_a_mail(address: str) -> list[str]:
    cast = make_cast(now=now())
    make_plan(cast.now, delay_minutes=0)
    make_job(cast, person=Person(name="Piet", email="piet@example.org", language="nl"))
    decide(cast.now)
    send_due(cast.now)
    message = Message.objects.get()
    headers = " ".join(message.headers.values())
    found = LINK.findall(unescape(message.html)) + LINK.findall(message.text) + LINK.findall(headers)
    ours = sorted({link.rstrip(">") for link in found if link.startswith(settings.ADDRESS)})
    return [link.replace(settings.ADDRESS, address) for link in ours]
