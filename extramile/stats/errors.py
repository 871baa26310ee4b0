"""What can be wrong with counts, and what to do about it.

StatsError
├── CountsError              the counts themselves
│   ├── NegativeCountError
│   ├── NotWholeError
│   ├── NoAnswersError
│   └── UnequalShapesError
├── ChoiceError              what was asked of the method
│   ├── UnknownMethodError
│   └── ImpossibleLevelError
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
