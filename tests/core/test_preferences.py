"""What was chosen is asked for once a page that only shows, and never kept longer."""

import pytest
from pytest_django import DjangoAssertNumQueries

from extramile.core.preferences import asked_once, choose, preferences

pytestmark = pytest.mark.django_db


def test_within_a_page_it_is_asked_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    choose(organisation="Ruitmeesters")
    with asked_once(), django_assert_num_queries(1):
        assert preferences().organisation == preferences().organisation == "Ruitmeesters"


def test_after_it_what_was_chosen_meanwhile_counts(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with asked_once():
        assert preferences().minimum_answers == 10
    choose(minimum_answers=7)
    with django_assert_num_queries(2):
        assert preferences().minimum_answers == preferences().minimum_answers == 7


def test_who_chooses_within_a_page_sees_it_at_once() -> None:
    with asked_once():
        assert preferences().organisation == "Extra Mile"
        choose(organisation="Ruitmeesters")
        assert preferences().organisation == "Ruitmeesters"


def test_a_page_that_fails_leaves_nothing_behind(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def page() -> None:
        with asked_once():
            preferences()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        page()
    with django_assert_num_queries(1):
        preferences()
