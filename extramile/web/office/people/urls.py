"""People: employees, units, roles, cards, keys, settings, the audit trail."""

from django.urls import URLPattern, URLResolver, path

from extramile.web.office.people import cards, choices, employees, keys, roles, trail, units

urlpatterns: list[URLPattern | URLResolver] = [
    path("", employees.people, name="people"),
    path("new/", employees.new_person, name="person-new"),
    path("<int:pk>/", employees.person, name="person"),
    path("<int:pk>/move/", employees.move, name="person-move"),
    path("<int:pk>/end/", employees.end, name="person-end"),
    path("<int:pk>/sign-out/", employees.end_sessions, name="person-sign-out"),
    path("units/", units.units, name="units"),
    path("units/new/", units.new_unit, name="unit-new"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/move/", units.move, name="unit-move"),
    path("units/<int:pk>/close/", units.close, name="unit-close"),
    path("roles/", roles.roles, name="roles"),
    path("roles/grant/", roles.grant, name="role-grant"),
    path("roles/reader/", roles.add_reader, name="reader-new"),
    path("roles/<int:pk>/end/", roles.end, name="role-end"),
    path("cards/", cards.cards, name="cards"),
    path("cards/<int:pk>/", cards.team_cards, name="team-cards"),
    path("cards/<int:pk>/sheet/", cards.sheet, name="card-sheet"),
    path("cards/<int:pk>/revoke/", cards.revoke, name="card-revoke"),
    path("keys/", keys.api_keys, name="api-keys"),
    path("keys/<int:pk>/revoke/", keys.revoke, name="api-key-revoke"),
    path("settings/", choices.settings_page, name="settings"),
    path("audit/", trail.trail, name="audit"),
    path("audit/csv", trail.trail_csv, name="audit-csv"),
]
