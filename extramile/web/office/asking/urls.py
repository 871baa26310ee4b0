"""Asking: plans, decisions, printed codes, the outbox."""

from django.urls import URLPattern, URLResolver, path

from extramile.web.office.asking import codes, decisions, outbox, plans

urlpatterns: list[URLPattern | URLResolver] = [
    path("", plans.overview, name="asking"),
    path("plans/new", plans.make, name="plan-new"),
    path("plans/<int:pk>", plans.edit, name="plan"),
    path("plans/<int:pk>/retire", plans.retire, name="plan-retire"),
    path("plans/<int:pk>/test", plans.test_mail, name="plan-test"),
    path("decisions", decisions.overview, name="decisions"),
    path("decisions/remind", decisions.remind, name="decisions-remind"),
    path("codes", codes.overview, name="codes"),
    path("codes/sheet", codes.sheet, name="code-sheet"),
    path("codes/<int:pk>/revoke", codes.revoke, name="code-revoke"),
    path("outbox", outbox.overview, name="outbox"),
    path("outbox/<int:pk>/again", outbox.again, name="message-again"),
]
