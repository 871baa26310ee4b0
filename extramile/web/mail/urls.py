"""What mails, and the programs that carry them, call back."""

from django.urls import URLPattern, URLResolver, path, re_path

from extramile.web.mail.events import events
from extramile.web.mail.stop import stop

app_name = "mail"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^stop/(?P<token>[0-9A-Za-z]{1,40})/?$", stop, name="stop"),
    path("mail/events/<slug:provider>/", events, name="events"),
]
