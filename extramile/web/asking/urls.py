"""Show the question: an employee's own jobs of today, each with its code for the customer to scan."""

from django.urls import URLPattern, URLResolver, path

from extramile.web.asking import today

app_name = "asking"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ask/", today.overview, name="today"),
    path("ask/<int:pk>", today.show, name="show"),
]
