from extramile.people import access
from tests.cast import Cast, user_of


def test_smoke(cast: Cast) -> None:
    names = set(
        access.visible_employees(user_of(cast.mirjam), today=cast.today).values_list("name", flat=True)
    )
    assert "Sanne de Wit" in names
