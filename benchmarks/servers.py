"""Which web server carries most visits: granian, as `extramile serve` starts it, beside threads of gunicorn.

In turn, three times, each with two processes of eight threads and the same database.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Final

from benchmarks.answering import CONCURRENCY, visit_of
from benchmarks.customers import ask_customers
from benchmarks.harness import RUNS, Here, Server, drive, figure, place
from benchmarks.surroundings import PROJECT, free_port, stop_program, wait_until_it_answers

PROCESSES: Final = 2
THREADS: Final = 8
SECONDS: Final = 10
NAMES: Final = ("granian", "gunicorn")


def command(name: str, port: int) -> list[str]:
    if name == "granian":
        from extramile.cli.serve import web_command

        return web_command()
    return [
        sys.executable, "-m", "gunicorn", "extramile.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", str(PROCESSES), "--threads", str(THREADS),
        "--keep-alive", "60", "--log-level", "error",
    ]  # fmt: skip


@contextmanager
def serving(here: Here, name: str) -> Iterator[Server]:
    """The web server alone, without `extramile serve` above it: the same for both."""
    from django.test import override_settings

    port = free_port()
    address = f"http://127.0.0.1:{port}"
    listen = f"127.0.0.1:{port}"
    environment = {"EXTRAMILE_ADDRESS": address, "EXTRAMILE_LISTEN": listen}
    with override_settings(LISTEN=listen, WEB_PROCESSES=PROCESSES, WEB_THREADS=THREADS):
        started = command(name, port)
    with (here.data / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            started, env={**os.environ, **environment}, stdout=log, stderr=log, cwd=PROJECT
        )
        try:
            wait_until_it_answers(address, process, patience=60)
            yield Server(host="127.0.0.1", port=port, process=process, postgres=here.postgres_pid())
        finally:
            stop_program(process)


def main() -> None:
    with place("servers") as here:
        visit = visit_of(ask_customers(60_000))
        first = 0
        rates: dict[str, list[float]] = {name: [] for name in NAMES}
        for _ in range(RUNS):
            for name in NAMES:
                with serving(here, name) as server:
                    drive(server, visit, concurrency=CONCURRENCY, seconds=2, first=first)
                    first += 2_000
                    load = drive(server, visit, concurrency=CONCURRENCY, seconds=SECONDS, first=first)
                    first += 8_000
                rates[name].append(load.per_second)
                figure(f"whole visit on {name}", load.milliseconds, **load.as_figure())
        ratio = median(rates["granian"]) / median(rates["gunicorn"])
        figure("granian beside gunicorn, median of the runs", [], times_as_many=round(ratio, 2))


if __name__ == "__main__":
    main()
