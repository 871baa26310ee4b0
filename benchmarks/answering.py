"""Whole visits of customers: the page, then score and comment, durable; and many writers on a small pool.

Beside each other in the same minutes: a visit, a bare durable insert, a bare HTTP answer.
"""

from collections.abc import Awaitable, Callable
from statistics import median
from typing import Final

from benchmarks.customers import ask_customers
from benchmarks.floors import bare_inserts
from benchmarks.harness import RUNS, Client, Here, Load, Server, drive, figure, place

CONCURRENCY: Final = 32
SECONDS: Final = 15
WORDS: Final = "Quick and friendly: explained what she did, and left the car cleaner than it was."

Visit = Callable[[Client, int], Awaitable[None]]


def visit_of(tokens: list[str]) -> Visit:
    async def visit(client: Client, number: int) -> None:
        path = f"/a/{tokens[number]}"
        page = await client.get(f"{path}?score=9")
        if page.status != 200 or b'name="nps"' not in page.body:
            raise RuntimeError(f"page: {page.status}")
        form = {"nps": "9", "why": WORDS, "praise": "friendly", "-language": "nl"}
        thanks = await client.post(path, form)
        if thanks.status != 200 or "Dank u wel" not in thanks.text():
            raise RuntimeError(f"thanks: {thanks.status}")

    return visit


async def bare(client: Client, _number: int) -> None:
    answer = await client.get("/health/live")
    if answer.status != 200:
        raise RuntimeError(str(answer.status))


def stored() -> int:
    from extramile.responses.models import Response

    return Response.objects.count()


def visits(here: Here, *, processes: int, threads: int) -> int:
    """Three runs, each beside its floors. Gives the number of visits that got a thank-you."""
    thanked = 0
    loads: list[Load] = []
    with here.serve(processes=processes, threads=threads) as server:
        tokens = ask_customers(40_000)
        visit = visit_of(tokens)
        drive(server, visit, concurrency=CONCURRENCY, seconds=3, limit=1000)
        first = 1000
        for _ in range(RUNS):
            figure("bare durable insert", bare_inserts(concurrency=CONCURRENCY, seconds=3))
            _bare_answers(server)
            load = drive(server, visit, concurrency=CONCURRENCY, seconds=SECONDS, first=first)
            first += len(load.milliseconds) + len(load.errors) + CONCURRENCY
            figure("whole visit", load.milliseconds, concurrency=CONCURRENCY, **load.as_figure())
            loads.append(load)
            thanked += len(load.milliseconds)
    figure("whole visits, median of the runs", [], per_second=median(load.per_second for load in loads))
    return thanked


def _bare_answers(server: Server) -> None:
    load = drive(server, bare, concurrency=CONCURRENCY, seconds=3)
    figure("bare HTTP answer", load.milliseconds, **load.as_figure())


def crowd(here: Here, *, writers: int, first: int) -> None:
    """More writers than connections: they wait; none gets an error, and every thank-you is on disk."""
    tokens = ask_customers(8_000, first=first)
    before = stored()
    with here.serve(processes=2, threads=16, EXTRAMILE_DATABASE_POOL="4") as server:
        load = drive(server, visit_of(tokens), concurrency=writers, seconds=60, limit=len(tokens))
    figure(
        f"{writers} writers on a pool of 4 a process",
        load.milliseconds,
        lost=len(load.milliseconds) - (stored() - before),
        **load.as_figure(),
    )


def main() -> None:
    with place("answering") as here:
        visits(here, processes=2, threads=8)
        crowd(here, writers=64, first=1_000_000)
        crowd(here, writers=256, first=2_000_000)


if __name__ == "__main__":
    main()
