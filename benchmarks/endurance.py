"""Ten minutes of customers' visits with technicians looking on: does the memory of a process stay what it is?

BENCH_MINUTES=10 extramile bench endurance
"""

import os
from collections.abc import Awaitable, Callable
from typing import Final

from benchmarks.customers import TECHNICIANS, ask_customers
from benchmarks.harness import Client, drive, figure, place

MINUTES: Final = int(os.environ.get("BENCH_MINUTES", "10"))
CONCURRENCY: Final = int(os.environ.get("BENCH_CONCURRENCY", "16"))
CUSTOMERS: Final = 20_000  # come back and change their answer: every visit writes
LOOK_EVERY: Final = 20  # visits: a technician opens the monitor

Visit = Callable[[Client, int], Awaitable[None]]


def signed_in() -> dict[str, str]:
    """The cookies of a technician who is signed in."""
    from django.conf import settings
    from django.test import Client as Browser

    from extramile.people.models import User

    browser = Browser()
    browser.force_login(
        User.objects.exclude(employee=None).earliest("pk"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return {settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value}


def visit_of(tokens: list[str], cookies: dict[str, str]) -> Visit:
    async def visit(client: Client, number: int) -> None:
        if number % LOOK_EVERY == 0:
            client.cookies.update(cookies)
            page = await client.get("/")
            if page.status != 200:
                raise RuntimeError(f"monitor: {page.status}")
            return
        path = f"/a/{tokens[number % len(tokens)]}"
        page = await client.get(path)
        form = {"nps": str(number % 11), "why": f"Visit {number}, and friendly again.", "-language": "nl"}
        thanks = await client.post(path, form)
        if page.status != 200 or thanks.status != 200 or "Dank u wel" not in thanks.text():
            raise RuntimeError(f"visit: {page.status}, {thanks.status}")

    return visit


def main() -> None:
    with place("endurance") as here:
        tokens = ask_customers(CUSTOMERS)
        with here.serve(processes=2, threads=8, workers=1) as server:
            visit = visit_of(tokens, signed_in())
            seen: list[float] = []
            first = 0
            for minute in range(1, MINUTES + 1):
                load = drive(server, visit, concurrency=CONCURRENCY, seconds=60, first=first)
                first += len(load.milliseconds) + len(load.errors) + CONCURRENCY
                memory = server.web_usage().rss_mb
                seen.append(memory)
                shown = load.as_figure() | {"rss_mb": round(memory, 1)}
                figure("a minute of visits and looks", load.milliseconds, minute=minute, **shown)
            half = len(seen) // 2
            figure(
                f"memory of the largest process over {MINUTES} minutes, {TECHNICIANS} technicians",
                [],
                first_minute_mb=round(seen[0], 1),
                half_way_mb=round(seen[half], 1),
                last_minute_mb=round(seen[-1], 1),
            )


if __name__ == "__main__":
    main()
