"""POST /api/v1/responses, one each, durable, beside a bare durable insert."""

import json
from datetime import UTC, datetime
from statistics import median
from typing import Final

from benchmarks.customers import TECHNICIANS, ask_customers
from benchmarks.floors import bare_inserts
from benchmarks.harness import RUNS, Client, drive, figure, place

CONCURRENCY: Final = 32
SECONDS: Final = 10
AT: Final = datetime.now(UTC).isoformat()


def main() -> None:
    with place("responses-api") as here, here.serve(processes=2, threads=8) as server:
        ask_customers(1)  # a company, and a questionnaire
        from extramile.people.operations import make_api_key

        _, secret = make_api_key("bench", scopes=["responses"], actor=None, now=datetime.now(UTC))
        headers = {"Authorization": f"Bearer {secret}", "Content_Type": "application/json"}

        async def send(client: Client, number: int) -> None:
            body = {
                "source": "bench",
                "external_id": f"r{number}",
                "responded_at": AT,
                "score": number % 11,
                "comment": "Quick and friendly",
                "employees": [f"e{number % TECHNICIANS}"],
            }
            answer = await client.request("POST", "/api/v1/responses", json.dumps(body).encode(), headers)
            if answer.status != 201:
                raise RuntimeError(f"{answer.status} {answer.text()[:200]}")

        drive(server, send, concurrency=CONCURRENCY, seconds=2)
        first, shares = 1_000_000, []
        for _ in range(RUNS):
            floor = bare_inserts(concurrency=CONCURRENCY, seconds=3)
            figure("bare durable insert", floor, per_second=len(floor) / 3)
            load = drive(server, send, concurrency=CONCURRENCY, seconds=SECONDS, first=first)
            first += 1_000_000
            shares.append(load.per_second / (len(floor) / 3))
            figure("POST /api/v1/responses", load.milliseconds, **load.as_figure())
        figure("responses by API as a share of bare inserts", [], ratio=median(shares))


if __name__ == "__main__":
    main()
