"""The customer's addresses. `door.Door` serves them before every other middleware of the program."""

from django.urls import URLPattern, URLResolver, re_path

from extramile.web.answer import views
from extramile.web.answer.walk_in import walk_in

CODE = r"(?P<token>[0-9A-Za-z]{1,40})"

urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^a/(?P<name>(?:style|script)-[0-9a-f]{12}\.(?:css|js))$", views.asset, name="answer_asset"),
    re_path(rf"^a/{CODE}/?$", views.answer, name="answer"),
    re_path(rf"^a/{CODE}/stop/?$", views.stop, name="answer_stop"),
    re_path(rf"^w/{CODE}/?$", walk_in, name="walk_in"),
]
