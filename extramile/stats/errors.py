"""What can be wrong with counts, and what to do about it.

StatsError
├── CountsError              the counts themselves
│   ├── NegativeCountError
│   ├── NotWholeError
│   ├── NoAnswersError
│   └── UnequalShapesError
├── ChoiceError              what was asked of the method
│   ├── UnknownMethodError
│   ├── ImpossibleLevelError
│   └── ImpossibleProbabilityError
├── DesignError              the data as a whole cannot answer the question
│   ├── NothingToPoolError
│   ├── ParentError
│   │   └── CycleError
│   ├── PopulationError
│   ├── NoSpreadError
│   ├── DependentEffectsError
│   ├── NotConvergedError
│   ├── WrongShapeError
│   ├── NotFiniteError
│   ├── NotAGroupError
│   ├── RepeatedCellError
│   ├── ConstantExposureError
│   ├── SingularDesignError
│   ├── ImpossibleEffectError
│   └── CannotTellError      too little for an answer: because ..., would need ...
│       ├── TooFewTeamsError
│       ├── TooFewWavesError
│       ├── TooFewRowsError
│       └── NoComparisonError
├── MeasureError             weights, totals and the like
└── NotAnAnswerError         (uwes.py) an answer that a scale does not have
"""


class StatsError(ValueError):
    """Everything this package raises on purpose."""


class CountsError(StatsError):
    """The counts cannot be those of answers."""


class NegativeCountError(CountsError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: a count below zero. Take off only what was counted before.")


class NotWholeError(CountsError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: not a whole number. Hand in counts of answers (12), not shares (0.12) or percentages."
        )


class NoAnswersError(CountsError):
    def __init__(self) -> None:
        super().__init__(
            "No answers: a score of nothing does not exist. Leave out groups with n = 0 before asking."
        )


class UnequalShapesError(CountsError):
    def __init__(self) -> None:
        super().__init__(
            "Promoters, passives and detractors have shapes that do not fit together. "
            "Hand in one count of each per group."
        )


class ChoiceError(StatsError):
    """The method cannot do what was asked."""


class UnknownMethodError(ChoiceError):
    def __init__(self, method: str, known: tuple[str, ...]) -> None:
        super().__init__(f"Unknown method {method!r}. Choose one of: {', '.join(known)}.")


class ImpossibleLevelError(ChoiceError):
    def __init__(self, level: float) -> None:
        super().__init__(f"A level of {level} is impossible. Choose one between 0 and 1, such as 0.95.")


class MeasureError(StatsError):
    """A measured number that cannot be one: a missing value, a weight below zero."""


class DesignError(StatsError):
    """The data, each row possible by itself, cannot answer the question together."""


class NothingToPoolError(DesignError):
    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} Nothing can be learned from others here: use nps_interval for one group, "
            "or hand in the variances that you know."
        )


class ParentError(DesignError):
    def __init__(self, why: str) -> None:
        super().__init__(
            f"{why} Hand in, for each node, the place (from 0) of the node above it, and -1 for a top."
        )


class CycleError(ParentError):
    def __init__(self, nodes: tuple[int, ...]) -> None:
        shown = ", ".join(map(str, nodes))
        super().__init__(f"Nodes {shown} lie below themselves. A tree has no circles.")


class PopulationError(DesignError):
    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Hand in how many there are in all, of each group that answered.")


class NoSpreadError(DesignError):
    def __init__(self) -> None:
        super().__init__(
            "There is no variance within nodes: all answers of each are equal. "
            "Hand in the variance that you know, as within."
        )


class DependentEffectsError(DesignError):
    def __init__(self) -> None:
        super().__init__(
            "Some fixed effects follow from others, so neither can be told. Leave one column of each such "
            "set out: one kind of work is what the others are compared with."
        )


class NotConvergedError(DesignError):
    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} did not settle. Hand in the variances, or leave out an effect with few groups."
        )


class WrongShapeError(DesignError):
    def __init__(self, name: str, found: tuple[int, ...], wanted: str) -> None:
        super().__init__(f"{name}: shape {found}. Hand it in as {wanted}.")


class NotFiniteError(DesignError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: not a number, or endless. Leave such rows out, or fill them in, before asking."
        )


class RepeatedCellError(DesignError):
    def __init__(self, team: object, wave: object) -> None:
        super().__init__(
            f"Team {team}, wave {wave} comes more than once. Add answers up to a row a team and wave first: "
            "answers of one team in one wave share that wave's luck, and counting each as if it stood alone "
            "makes a chance look sure."
        )


class ConstantExposureError(DesignError):
    def __init__(self) -> None:
        super().__init__(
            "The exposure does not vary within teams once their region's waves are taken out: "
            "no slope exists. Hand in more waves, or regions with more than one team."
        )


class SingularDesignError(DesignError):
    def __init__(self) -> None:
        super().__init__(
            "Two of the explaining columns say the same, or one team alone carries the difference. "
            "Leave one of the columns out, or hand in more teams."
        )


class ImpossibleEffectError(DesignError):
    def __init__(self, name: str, value: float) -> None:
        super().__init__(f"{name} of {value} is impossible here. Choose a number above zero.")


class CannotTellError(DesignError):
    """Too little for an answer. Says why, and what would be enough.

    Attributes
    ----------
    because, would_need : str
        For the reader of a report; the figures themselves are in `facts`.
    facts : dict of str to int
    """

    def __init__(self, because: str, would_need: str, **facts: int) -> None:
        super().__init__(f"Cannot tell, because {because}. It would need {would_need}.")
        self.because, self.would_need, self.facts = because, would_need, facts


def _only(found: int, one: str, many: str) -> str:
    """Which verb goes with the number: "no team has", "only one team has", "only 5 teams have"."""
    return f"no {one}" if not found else f"only one {one}" if found == 1 else f"only {found} {many}"


class TooFewTeamsError(CannotTellError):
    def __init__(self, found: int, needed: int) -> None:
        super().__init__(
            _only(
                found,
                "team can be compared with others of its region",
                "teams can be compared with others of their region",
            ),
            f"at least {needed} teams in regions of two or more",
            found=found,
            needed=needed,
        )


class TooFewWavesError(CannotTellError):
    def __init__(self, found: int, needed: int) -> None:
        super().__init__(
            _only(found, "wave has both measures", "waves have both measures"),
            f"at least {needed} waves",
            found=found,
            needed=needed,
        )


class NoComparisonError(CannotTellError):
    """`one`, `many`: what was found, each with its verb."""

    def __init__(self, found: int, needed: int, *, one: str, many: str) -> None:
        super().__init__(_only(found, one, many), f"at least {needed}", found=found, needed=needed)


class ImpossibleProbabilityError(ChoiceError):
    def __init__(self) -> None:
        super().__init__("A p-value below 0 or above 1 does not exist. Hand in chances, not percentages.")


class NotAGroupError(DesignError):
    def __init__(self) -> None:
        super().__init__(
            "groups: hand in -1 for detractors, 0 for passives and +1 for promoters, nothing else."
        )


class TooFewRowsError(CannotTellError):
    def __init__(self, found: int, needed: int) -> None:
        super().__init__(
            _only(
                found,
                "answer (or cluster of answers) stands on its own",
                "answers (or clusters of answers) stand on their own",
            ),
            f"at least {needed}, or fewer columns",
            found=found,
            needed=needed,
        )
