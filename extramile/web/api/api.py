"""`/api/v1`: one instance, one router a subject."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from extramile import __version__
from extramile.web.api.errors import add_error_answers


class Pages(DocsBase):
    """The description as a plain page: nothing of another host, no script."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: object) -> HttpResponse:  # noqa: ARG002
        from extramile.web.api.docs import described

        return render(request, "api/docs.html", {"subjects": described(api.get_openapi_schema())})


api = NinjaAPI(
    title="Extra Mile",
    version=__version__,
    description="Send people, jobs and responses in; take responses and the employees' released results out.",
    urls_namespace="api",
    docs=Pages(),
)
add_error_answers(api)


def add_routers() -> None:
    """Every subject's router; a room that has none yet is left out."""
    from importlib import import_module
    from importlib.util import find_spec

    for subject in ("people", "jobs", "customers", "responses", "waves"):
        if find_spec(f"extramile.web.api.{subject}"):
            api.add_router("", import_module(f"extramile.web.api.{subject}").router)


add_routers()
