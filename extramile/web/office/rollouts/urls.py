from django.urls import URLPattern, URLResolver, path

from extramile.web.office.rollouts import deciding, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.overview, name="rollouts"),
    path("new", pages.make, name="rollout-new"),
    path("<uuid:public_id>", pages.rollout, name="rollout"),
    path("<uuid:public_id>/change", pages.alter, name="rollout-change"),
    path("<uuid:public_id>/all-the-same", deciding.all_the_same, name="rollout-all-the-same"),
    path("<uuid:public_id>/leave-out", deciding.leave_out, name="rollout-leave-out"),
    path("<uuid:public_id>/draw", pages.draw, name="rollout-draw"),
    path("<uuid:public_id>/call-off", pages.call_it_off, name="rollout-call-off"),
    path("<uuid:public_id>/starts.csv", pages.table, name="rollout-csv"),
    path("<uuid:public_id>/starts.ics", pages.calendar, name="rollout-calendar"),
]
