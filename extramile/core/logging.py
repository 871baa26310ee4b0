"""One way to log: quiet and readable on a terminal, JSON where a program reads it.

No personal data and no tokens: what looks like an address, a link or a long number is taken out of every
line, also out of tracebacks, and of PostgreSQL's errors the DETAIL, which quotes rows.
"""

import logging
import re
from typing import Any, Final, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"[^\s@<>\"'(=:/]+@[^\s@<>\"')]+\.[a-zA-Z]{2,}"), "[address]"),
    (re.compile(r"(?m)^(DETAIL|CONTEXT):.*$"), r"\1: [left out]"),
    (re.compile(r"(?<=[/=:\s])(?=[0-9a-zA-Z_-]*\d)[0-9a-zA-Z_-]{17,}"), "[token]"),
    (re.compile(r"(?<![\w.:-])\+?\d[\d ]{8,}\d(?![\w.:-])"), "[number]"),
)
# Our own structured fields that look like the above and aren't.
APART: Final = "extramile.apart"
# What our own lines may say beside their words. Django's lines carry whole requests there.
FIELDS: Final = ("mark", "path", "wave", "shown")
OPEN_FIELDS: Final = frozenset({"timestamp", "level", "logger", "step", "pid"})


def hide(text: str) -> str:
    for pattern, instead in HIDDEN:
        text = pattern.sub(instead, text)
    return text


def _hide_all(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if isinstance(value, str) and key not in OPEN_FIELDS:
            event[key] = hide(value)
    return event


def _by_the_day(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Of pages for whoever must not be known: beside a sign-in, a time to the second would be a name."""
    if str(event.get("logger", "")).startswith(APART):
        event["timestamp"] = str(event.get("timestamp", ""))[:10]
    return event


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(allow=FIELDS),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _by_the_day,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.processors.UnicodeDecoder(),
        _hide_all,
    ]


def _plain_line(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    """`12:04:09 warning  worker  step failed  step=count`, and a traceback below it."""
    at, level = str(event.pop("timestamp", ""))[11:19], str(event.pop("level", ""))
    logger = str(event.pop("logger", "")).removeprefix("extramile.")
    trace, what = event.pop("exception", ""), event.pop("event", "")
    fields = " ".join(f"{key}={value}" for key, value in event.items())
    line = f"{at} {level:<8} {logger}: {what} {fields}".rstrip()
    return f"{line}\n{trace}" if trace else line


def configuration(*, form: str, level: str) -> dict[str, Any]:
    """What Django's LOGGING wants; structlog's own loggers go the same way."""
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last = cast(Processor, structlog.processors.JSONRenderer() if form == "json" else _plain_line)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared(),
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "extramile": {"level": level},
            # A wrong address is a visitor's slip, not ours; Django would log it with its path.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "procrastinate": {"level": "ERROR"},
        },
    }


def level_of(raw: str) -> str:
    if raw.upper() not in logging.getLevelNamesMapping():
        raise ValueError("write debug, info, warning or error")
    return raw.upper()
