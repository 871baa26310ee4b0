"""Addresses of the explore pages."""

from django.urls import path

from extramile.web.office.explore import benchmarks, pages, views

urlpatterns = [
    path("", pages.explore, name="explore"),
    path("export/", pages.export, name="explore-export"),
    path("benchmarks/", benchmarks.benchmarks, name="benchmarks"),
    path("benchmarks/add/", benchmarks.add, name="published-add"),
    path("benchmarks/load/", benchmarks.load, name="published-load"),
    path("benchmarks/example/", benchmarks.example, name="published-example"),
    path("benchmarks/<int:pk>/delete/", benchmarks.delete, name="published-delete"),
    path("benchmarks/<int:pk>/restore/", benchmarks.restore, name="published-restore"),
    path("views/save/", views.save, name="view-save"),
    path("views/<int:pk>/", views.change, name="view-change"),
    path("views/<int:pk>/delete/", views.delete, name="view-delete"),
    path("views/<int:pk>/restore/", views.restore, name="view-restore"),
]
