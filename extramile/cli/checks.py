"""What `extramile check` looks at, one function a subject."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks as django_checks
from django.core.mail import get_connection
from django.db import connection

from extramile.cli.check import Finding, warning, well, wrong
from extramile.cli.prepare import pending_migrations
from extramile.cli.shape import say
from extramile.core import clock
from extramile.core.postgres import web_role

SUPPORTED = range(15, 19)


def before_the_database() -> Iterator[Finding]:
    yield from _settings()
    yield from _folders()


def in_the_database() -> Iterator[Finding]:
    yield from _server()
    pending = pending_migrations()
    if pending:
        yield wrong("tables", f"{len(pending)} migrations wait: run `extramile migrate`")
        return
    yield well("tables", "up to date")
    yield from _secret()
    yield from _audit_trail()
    yield from _fence()
    yield from _answers()
    yield from _counts()
    yield from _jobs()
    yield from _voice()
    yield from _waiting()


def _settings() -> Iterator[Finding]:
    found = django_checks.run_checks(include_deployment_checks=settings.SECURE)
    serious = [message for message in found if message.level >= django_checks.WARNING]
    yield from (wrong("settings", f"{message.id}: {message.msg}") for message in serious)
    if not serious:
        yield well("settings", f"fine; people open {settings.ADDRESS}")
    if not settings.SECURE and not settings.DEMO:
        yield warning("address", "not https: set EXTRAMILE_ADDRESS=https://... before others use it")
    if settings.DEBUG:
        yield warning("debug", "EXTRAMILE_DEBUG is on: errors show their insides to whoever meets them")


def _folders() -> Iterator[Finding]:
    own = [settings.DATA, settings.DATA / "secret-key"]  # the rest lies inside the first
    open_ones = [path for path in own if path.exists() and _others_may_enter(path)]
    yield from (wrong("folders", f"others can read {path}: chmod go= {path}") for path in open_ones)
    if not open_ones:
        yield well("folders", f"{settings.DATA} is for its owner alone")


def _others_may_enter(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def _server() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('synchronous_commit')"
        )
        number, synchronous = cursor.fetchone() or (0, "")
    major = number // 10000
    whose = "our own" if settings.EMBEDDED_POSTGRES else "at DATABASE_URL"
    if major in SUPPORTED:
        yield well("database", f"PostgreSQL {major}, {whose}")
    else:
        yield wrong("database", f"PostgreSQL {major}: this program is made for 15 to 18")
    if synchronous == "off":
        yield wrong("database", "synchronous_commit is off: an answer that got a thank-you may be lost")


def _secret() -> Iterator[Finding]:
    from extramile.core import secrets  # a model stands behind it: not before Django is set up

    found = secrets.standing()
    if found in {secrets.Standing.NEW, secrets.Standing.SAME}:
        yield well("secret key", "the one that “never ask me again” is remembered with")
        return
    which = (
        "the former one is known, but does not stand last"
        if found is secrets.Standing.NOT_LAST
        else "it was changed, and the former one is not known"
    )
    yield wrong("secret key", f"{which}: {secrets.REMEDY}")


def _audit_trail() -> Iterator[Finding]:
    if web_role.ready():
        yield well("audit trail", "the web processes can add to it, not change it")
        return
    yield warning("audit trail", f"the web processes could change it: {_how_to_make_the_role()}")


def _how_to_make_the_role() -> str:
    login, role = connection.settings_dict["USER"] or "the login role", web_role.name()
    return (
        f"{login} may not make roles. As an administrator: "
        f"CREATE ROLE {role} NOLOGIN; GRANT {role} TO {login}; then `extramile migrate`"
    )


def _fence() -> Iterator[Finding]:
    if web_role.ready():
        yield well("second fence", "the database itself shows the web processes what their visitor may see")
        return
    yield warning(
        "second fence",
        "off: what visitors may see rests on the program alone, not on row-level security too: "
        + _how_to_make_the_role(),
    )


def _answers() -> Iterator[Finding]:
    from extramile.responses.operations import astray

    lacking = astray(now=clock.now())
    if lacking:
        yield wrong(
            "answers",
            f"of {', '.join(lacking)} some lie where nobody looks: restart `extramile serve`, it moves them",
        )
    else:
        yield well("answers", "each lies in its month")


def _counts() -> Iterator[Finding]:
    from extramile.monitor import operations

    say("All answers are added up anew now; where there are millions, that takes minutes.")
    differences = list(operations.check())
    if differences:
        yield wrong("counts", f"{len(differences)} do not add up, the first: {differences[0]}")
    else:
        yield well("counts", "they add up to the answers, to the last one")


def _jobs() -> Iterator[Finding]:
    from extramile.intake.queries import orphans

    found = orphans()
    for column, count in found.items():
        yield wrong("jobs", f"{count} rows of {column} point at nothing: rows were deleted by hand")
    if not found:
        yield well("jobs", "each has its customer, its unit and its employees")


def _voice() -> Iterator[Finding]:
    from extramile.engagement.queries.state import leftovers

    found = leftovers()
    if found.is_clean:
        yield well("voice", "of closed rounds no answer and no key is kept, only what was released")
    if found.keys or found.answers:
        yield wrong(
            "voice",
            f"{found.answers} answers and {found.keys} keys of closed rounds are still there: was an older"
            " backup restored, or rows changed by hand? Report it; nobody may look at them",
        )
    if found.waves_without_table:
        yield wrong("voice", f"{found.waves_without_table} closed rounds have no released table")


def _waiting() -> Iterator[Finding]:
    from extramile.conductor import waiting

    now = clock.now()
    late = waiting.oldest_message(now)
    if late > 900:
        yield warning("post", f"the oldest due message waits {late / 60:.0f} minutes: does a worker run?")
    failed = waiting.failed_tasks(now)
    if failed:
        yield warning("queue", f"{failed} single tasks failed; the log says why")
    if not late and not failed:
        yield well("work", "nothing waits too long")


def mail() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        yield warning(
            "mail", f"no mail server: mails are kept in {settings.EMAIL_FILE_PATH}; set EXTRAMILE_EMAIL"
        )
        return
    yield _reached("mail", settings.EMAIL_HOST, _open_mail)


def _open_mail() -> None:
    mail_connection = get_connection(timeout=10)
    mail_connection.open()
    mail_connection.close()


def _reached(subject: str, name: str, attempt: Callable[[], None]) -> Finding:
    try:
        attempt()
    except Exception as error:  # whatever a mail library raises is one finding
        return wrong(subject, f"{name} cannot be reached: {error}")
    return well(subject, f"{name} answers")
