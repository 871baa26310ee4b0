"""For whoever watches the program: is it alive, is it ready, how much waits. No names, no sessions."""

from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

import extramile
from extramile.conductor import waiting
from extramile.core import clock

Measure = Callable[[datetime], float]
MEASURES: dict[str, tuple[str, Measure]] = {
    "extramile_jobs_undecided": ("Jobs not yet decided on", waiting.undecided_jobs),
    "extramile_messages_queued": ("Messages due and not yet sent", waiting.due_messages),
    "extramile_messages_oldest_seconds": ("How long the oldest due message waits", waiting.oldest_message),
    "extramile_messages_failed": ("Messages given up", waiting.failed_messages),
    "extramile_answers_uncounted": ("Answers not yet in the counts", waiting.uncounted_answers),
    "extramile_exports_waiting": ("Files to take out that wait for a worker", waiting.waiting_exports),
    "extramile_imports_waiting": ("Files waiting for a worker", waiting.waiting_imports),
    "extramile_queue_waiting": ("Single tasks waiting for a worker", waiting.queued_tasks),
    "extramile_queue_failed": ("Single tasks that failed", waiting.failed_tasks),
    "extramile_database_bytes": ("Size of the database", waiting.database_bytes),
}


@require_safe
@never_cache
def live(_request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is asked of it."""
    return JsonResponse({"alive": True, "version": extramile.__version__})


@require_safe
@never_cache
def ready(_request: HttpRequest) -> HttpResponse:
    """It answers and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ready": False, "database": "cannot be reached"}, status=503)
    return JsonResponse({"ready": True})


def _may_measure(request: HttpRequest) -> bool:
    sent = request.headers.get("Authorization", "")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and compare_digest(sent.encode(), f"Bearer {wanted}".encode())


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus. Read from the database, so that it's the same whichever process or host answers."""
    if not _may_measure(request):
        raise Http404
    registry, now = CollectorRegistry(), clock.now()
    for name, (meaning, measure) in MEASURES.items():
        Gauge(name, meaning, registry=registry).set(measure(now))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
