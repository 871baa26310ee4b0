"""Each house rule catches its breach, and lets the rightful thing pass."""

import pytest

from tools.house import length_breaches, python_breaches, template_breaches

IMPORT = "from extramile.people.models import Unit\n"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("monitor/operations.py", "Unit.objects.create(name='x')"),
        ("people/queries.py", "Unit.objects.filter(pk=1).update(name='x')"),
        ("people/access.py", "Unit.objects.filter(pk=1).exclude(pk=2).delete()"),
        ("web/office/people/views.py", "unit.save()"),
        ("web/office/people/views.py", "unit.children.get(pk=1).delete()"),
        ("monitor/operations/counting.py", "cursor.execute('UPDATE people_unit SET name = 1')"),
        ("monitor/operations/counting.py", "SQL = 'insert into x; INSERT INTO people_unit VALUES (1)'"),
        ("people/queries.py", "SQL = 'DELETE FROM people_unit'"),
        ("demo/load.py", "Unit.objects.bulk_create([])"),
    ],
)
def test_a_write_outside_the_rooms_operations_is_a_breach(name: str, code: str) -> None:
    assert len(python_breaches(name, IMPORT + code)) == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("people/operations/units.py", "Unit.objects.create(name='x')"),
        ("people/operations.py", "unit.save()"),
        ("monitor/queries.py", "Unit.objects.filter(pk=1).values()"),
        ("web/account/views.py", "request.session.save()"),
        ("people/operations/units.py", "SQL = 'UPDATE people_unit SET name = 1'"),
        ("web/office/views.py", "parts.update({'a': 1})"),
    ],
)
def test_a_rooms_own_writes_and_plain_reads_pass(name: str, code: str) -> None:
    assert python_breaches(name, IMPORT + code) == []


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now()",
        "datetime.datetime.now(UTC)",
        "timezone.now()",
        "date.today()",
        "time.time()",
        "clock.now()",
        "SQL = 'SELECT * FROM x WHERE at < now()'",
        "SQL = 'UPDATE x SET at = CURRENT_TIMESTAMP'",
    ],
)
def test_only_the_doors_read_the_time(code: str) -> None:
    assert len(python_breaches("stats/counts.py", code)) == 1
    assert python_breaches("core/clock.py", code) == []
    assert python_breaches("web/monitor/views.py", code) == []


def test_measuring_how_long_something_takes_is_no_reading_of_the_time() -> None:
    assert python_breaches("outbox/mail.py", "time.monotonic(); time.perf_counter()") == []


def test_http_lives_in_web() -> None:
    code = "from django.http import HttpResponse"
    assert len(python_breaches("people/operations.py", code)) >= 1
    assert python_breaches("web/office/views.py", code) == []


@pytest.mark.parametrize(
    "code", ["from django.db.models.signals import post_save", "from django.dispatch import receiver"]
)
def test_there_are_no_signals(code: str) -> None:
    assert len(python_breaches("web/office/views.py", code)) >= 1


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color: red">',
        "<style>p { color: red }</style>",
        '<button onclick="send()">',
        "<script>alert(1)</script>",
        '<script type="module">import "x"</script>',
    ],
)
def test_inline_code_in_a_page_is_a_breach(line: str) -> None:
    assert len(template_breaches("page.html", line)) == 1


@pytest.mark.parametrize(
    "line", ['<script src="/static/a.js" type="module"></script>', '<p class="style">on = "x"']
)
def test_linked_code_passes(line: str) -> None:
    assert template_breaches("page.html", line) == []


def test_a_file_of_more_than_400_lines_is_a_breach() -> None:
    assert length_breaches("a.py", "\n" * 399) == []
    assert len(length_breaches("a.py", "\n" * 400)) == 1
