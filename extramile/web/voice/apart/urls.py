"""Without session, cookie and sign-in. `door.Door` serves them before every other middleware."""

from django.urls import URLPattern, URLResolver, path

from extramile.web.voice.apart import ballots, cards, threads

urlpatterns: list[URLPattern | URLResolver] = [
    path("ballots/<uuid:wave>", ballots.hand_in_ballot, name="ballot-hand-in"),
    path("ballots/<uuid:wave>/keys", ballots.keys, name="ballot-keys"),
    path("ballots/<uuid:wave>/look", ballots.look, name="ballot-look"),
    path("card/", cards.start, name="card-start"),
    path("card/<uuid:wave>/", cards.card, name="card-answer"),
    path("thread/", threads.read_thread, name="thread"),
]
