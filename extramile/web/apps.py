from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks


def second_fence(databases: Sequence[str] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """`manage.py check --deploy --database default`, run with the environment of the web processes."""
    from extramile.core.postgres import web_role
    from extramile.people import fence

    if not databases or (fence.is_on() and web_role.ready()):
        return []
    return [
        checks.Warning(
            "The web processes run as the owner of the tables: row-level security does not hold them back, "
            "and they could change the audit trail.",
            hint=f"Start them with `extramile serve`, or set EXTRAMILE_DATABASE_ROLE={web_role.name()} after "
            "`extramile migrate`, which makes that role.",
            id="extramile.W001",
        )
    ]


class WebConfig(AppConfig):
    name = "extramile.web"
    label = "web"

    def ready(self) -> None:
        checks.register(second_fence, checks.Tags.database, deploy=True)
