"""Saved views: one's own, shared or not, kept once, taken away and back."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client

from extramile.core.models import AuditEntry
from extramile.monitor.models import SavedView
from extramile.monitor.operations.views import ViewNameError, delete_view, save_view
from extramile.monitor.queries.explore import Question, Split
from extramile.people import fence
from extramile.people.models import RoleKind, User
from extramile.people.operations import add_user, grant_role
from tests.cast import Cast, user_of
from tests.web.role import as_web_role

BACKEND = "django.contrib.auth.backends.ModelBackend"
SAVE = "/office/explore/views/save/"
QUERY = "measure=nps&split=team"


@pytest.fixture
def ines(cast: Cast, client: Client) -> Client:
    client.force_login(user_of(cast.ines), BACKEND)
    return client


def colleague(cast: Cast) -> User:
    """A second insights owner."""
    user = add_user(email="ida@example.org", name="Ida Bakker", now=cast.now)
    grant_role(user, RoleKind.INSIGHTS_OWNER, started_on=cast.today, actor=user_of(cast.ada), now=cast.now)
    return user


def test_kept_under_a_name_it_is_a_link(cast: Cast, ines: Client) -> None:
    response = ines.post(SAVE, {"query": QUERY, "name": "  Teams   now "}, follow=True)
    page = response.content.decode()
    view = SavedView.objects.get()
    assert (view.name, view.query, view.is_shared) == ("Teams now", QUERY, False)
    assert f'href="/office/explore/?{QUERY.replace("&", "&amp;")}"' in page
    assert "“Teams now” is kept." in page
    assert AuditEntry.objects.filter(action="monitor.view.saved", subject_id=str(view.pk)).exists()


def test_the_same_twice_is_one_and_another_of_that_name_is_refused(cast: Cast, ines: Client) -> None:
    for _press in range(2):
        ines.post(SAVE, {"query": QUERY, "name": "Teams"})
    ines.post(SAVE, {"query": QUERY, "name": "TEAMS"})
    assert SavedView.objects.count() == 1
    response = ines.post(SAVE, {"query": "measure=mean", "name": "teams"}, follow=True)
    assert "You have another view of that name" in response.content.decode()
    assert SavedView.objects.get().query == QUERY


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one(cast: Cast) -> None:
    barrier = threading.Barrier(4)
    outcomes: list[bool] = []

    def press() -> None:
        try:
            barrier.wait()
            _view, is_new = save_view(
                "Teams", Question(split=Split.TEAM), is_shared=False, actor=user_of(cast.ines), now=cast.now
            )
            outcomes.append(is_new)
        finally:
            connections.close_all()

    presses = [threading.Thread(target=press) for _press in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(outcomes) == [False, False, False, True]
    assert SavedView.objects.count() == 1


def test_nonsense_is_not_kept(cast: Cast, ines: Client) -> None:
    for data in ({"query": "measure=charm", "name": "x"}, {"query": QUERY, "name": " \x00 "}):
        ines.post(SAVE, data)
    assert not SavedView.objects.exists()


def test_another_persons_view_is_not_there_unless_shared_and_never_theirs_to_change(
    cast: Cast, client: Client
) -> None:
    question = Question(split=Split.TEAM)
    private, _is_new = save_view(
        "Mine alone", question, is_shared=False, actor=user_of(cast.ines), now=cast.now
    )
    shared, _is_new = save_view("For all", question, is_shared=True, actor=user_of(cast.ines), now=cast.now)
    client.force_login(colleague(cast), BACKEND)
    page = client.get("/office/explore/").content.decode()
    assert "For all" in page
    assert "shared by Ines Moreau" in page
    assert "Mine alone" not in page
    for view in (private, shared):
        for deed in ("", "delete/", "restore/"):
            response = client.post(f"/office/explore/views/{view.pk}/{deed}", {"name": "Ours now"})
            assert response.status_code == 404
    assert set(SavedView.objects.values_list("name", flat=True)) == {"Mine alone", "For all"}


def test_renamed_shared_deleted_and_back(cast: Cast, ines: Client) -> None:
    view, _is_new = save_view("Teams", Question(), is_shared=False, actor=user_of(cast.ines), now=cast.now)
    path = f"/office/explore/views/{view.pk}/"
    ines.post(path, {"name": "All teams", "shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("All teams", True)
    page = ines.post(f"{path}delete/", follow=True).content.decode()
    assert f"{path}restore/" in page  # the way back
    assert ">All teams<" not in page
    assert ">All teams<" in ines.post(f"{path}restore/", follow=True).content.decode()
    assert ines.post(f"{path}restore/").status_code == 404  # it is there already
    trail = AuditEntry.objects.filter(subject_type="view").order_by("pk")
    assert [(entry.action, entry.detail["shared"]) for entry in trail] == [
        ("monitor.view.saved", False),
        ("monitor.view.changed", True),
        ("monitor.view.deleted", True),
        ("monitor.view.restored", True),
    ]


def test_kept_again_to_share_it_is_written_down_as_well(cast: Cast, ines: Client) -> None:
    for extra in ({}, {"shared": "on"}):
        ines.post(SAVE, {"query": QUERY, "name": "Teams"} | extra)
    assert SavedView.objects.get().is_shared
    trail = AuditEntry.objects.filter(subject_type="view").order_by("pk")
    assert [(entry.action, entry.detail["shared"]) for entry in trail] == [
        ("monitor.view.saved", False),
        ("monitor.view.changed", True),
    ]


def test_what_was_deleted_long_ago_is_gone(cast: Cast) -> None:
    ines = user_of(cast.ines)
    old, _is_new = save_view("Old", Question(), is_shared=False, actor=ines, now=cast.now)
    delete_view(old, actor=ines, now=cast.now)
    other, _is_new = save_view("Other", Question(), is_shared=False, actor=ines, now=cast.now)
    delete_view(other, actor=ines, now=cast.now + timedelta(days=31))
    assert list(SavedView.objects.values_list("pk", flat=True)) == [other.pk]


def test_a_name_that_was_taken_meanwhile_keeps_the_deleted_one_away(cast: Cast, ines: Client) -> None:
    owner = user_of(cast.ines)
    first, _is_new = save_view("Teams", Question(), is_shared=False, actor=owner, now=cast.now)
    delete_view(first, actor=owner, now=cast.now)
    save_view("Teams", Question(split=Split.TEAM), is_shared=False, actor=owner, now=cast.now)
    response = ines.post(f"/office/explore/views/{first.pk}/restore/", follow=True)
    assert "You have another view of that name" in response.content.decode()


def test_two_hundred_are_enough(cast: Cast) -> None:
    owner = user_of(cast.ines)
    SavedView.objects.bulk_create(
        SavedView(name=f"{n}", query=QUERY, owner_id=owner.pk, created_at=cast.now) for n in range(200)
    )
    with pytest.raises(ViewNameError, match="full"):
        save_view("One more", Question(), is_shared=False, actor=owner, now=cast.now)


@pytest.mark.usefixtures("served_as_web_role")
def test_behind_the_second_fence_are_ones_own_and_shared_ones(cast: Cast) -> None:
    """Should a page forget to ask whose they are: the database does not."""
    ines, ida = user_of(cast.ines), colleague(cast)
    for name, is_shared in (("private", False), ("shared", True)):
        SavedView.objects.create(
            name=name, query=QUERY, owner_id=ines.pk, is_shared=is_shared, created_at=cast.now
        )
    try:
        assert seen_by(ines, cast) == {"private", "shared"}
        assert seen_by(ida, cast) == {"shared"}
    finally:
        fence.close()


def seen_by(user: User, cast: Cast) -> set[str]:
    with as_web_role():
        fence.open_for(user, today=cast.today)
        found = set(SavedView.objects.values_list("name", flat=True))
        changed = SavedView.objects.exclude(owner_id=user.pk).update(name="stolen")
        assert not changed
        fence.close()
    return found
