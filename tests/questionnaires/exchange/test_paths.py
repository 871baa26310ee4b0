from extramile.questionnaires.exchange.logic import Fact, Logic, compare, holds
from extramile.questionnaires.exchange.paths import END, Stop, ways


def score(operator: str, number: int) -> Logic:
    return Fact("nps", compare(operator, number))


def comes(logic: Logic | None, given: int) -> bool:
    assert logic is not None
    return holds(logic, {("nps", ""): given})


def test_each_group_goes_its_own_way_and_all_meet_again() -> None:
    found = ways(
        [
            Stop("nps", [(score(">=", 9), "loved"), (score(">=", 7), "almost")]),
            Stop("wrong", otherwise="last"),
            Stop("almost", otherwise="last"),
            Stop("loved"),
            Stop("last", otherwise=END),
            Stop("never"),
        ]
    )
    for given in range(11):
        assert comes(found["wrong"], given) is (given <= 6)
        assert comes(found["almost"], given) is (given in (7, 8))
        assert comes(found["loved"], given) is (given >= 9)
        assert comes(found["last"], given) is True
        assert comes(found["never"], given) is False


def test_after_a_jump_back_nothing_is_sure() -> None:
    found = ways([Stop("a"), Stop("b", [(score(">", 5), "a")]), Stop("c")])
    assert found["b"] is not None
    assert found["c"] is None


def test_many_jumps_do_not_explode() -> None:
    stops = [Stop(str(n), [(score("=", n % 11), str(n + 2))]) for n in range(200)]
    stops += [Stop("200"), Stop("201")]
    assert ways(stops)["201"] is None
