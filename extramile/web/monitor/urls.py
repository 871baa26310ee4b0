"""The monitor: my customers, my people, my units, the team screen."""

from django.urls import URLPattern, URLResolver, path

from extramile.web.monitor import acts, export, live, own, people, screens, units

app_name = "monitor"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", own.my_customers, name="my-customers"),
    path("words/", own.words, name="words"),
    path("newer/", live.newer, name="newer"),
    path("kept/", own.kept, name="kept"),
    path("who-sees-me/", own.who_sees_me, name="who-sees-me"),
    path("my-words.csv", export.own_words, name="own-words"),
    path("words/<int:pk>/keep/", acts.keep, name="keep"),
    path("words/<int:pk>/unkeep/", acts.unkeep, name="unkeep"),
    path("words/<int:pk>/ask/", acts.ask, name="ask"),
    path("words/<int:pk>/withdraw/", acts.withdraw, name="withdraw"),
    path("read/", acts.read, name="read"),
    path("questions/<int:pk>/close/", acts.close, name="close"),
    path("questions/<int:pk>/reopen/", acts.reopen, name="reopen"),
    path("people/", people.people, name="people"),
    path("employee/<int:pk>/", people.employee, name="employee"),
    path("team/", units.units, name="units"),
    path("unit/<int:pk>/", units.unit, name="unit"),
    path("unit/<int:pk>/words/", units.words, name="unit-words"),
    path("unit/<int:pk>/newer/", live.newer_in_unit, name="newer-in-unit"),
    path("unit/<int:unit_pk>/employee/<int:pk>/", people.employee_in_unit, name="employee-in-unit"),
    path("screens/", screens.screens, name="screens"),
    path("screens/make/", screens.make, name="make-screen"),
    path("screens/<int:pk>/revoke/", screens.revoke, name="revoke-screen"),
    path("screen/<slug:token>/", screens.screen, name="screen"),
]
