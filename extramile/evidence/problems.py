"""What can go wrong with studies. Each says what to do."""

from collections.abc import Mapping


class EvidenceProblem(Exception):
    """The family."""


class UnknownStudy(EvidenceProblem):
    """There is no such study."""


class BadStatement(EvidenceProblem):
    """Field by field, what is wrong and what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {text}" for field, text in problems.items()))
        self.problems = dict(problems)


class NotFrozen(EvidenceProblem):
    """Nothing is computed of a draft: freeze it first, so that it cannot be fitted to what is seen."""


class AlreadyFrozen(EvidenceProblem):
    """A frozen study stays as it is: state a new version."""


class NotDone(EvidenceProblem):
    """Only a run that is done can be computed again or sealed."""


class UnknownRollout(EvidenceProblem):
    """There is no such plan, or it was called off."""


class AlreadyDrawn(EvidenceProblem):
    """The lots are drawn: the plan stays as it is. Call it off, with the reason, and make another."""


class Undecided(EvidenceProblem):
    """Something else begins in these units: leave them out, choose other days, or say why all the same."""
