"""What goes wrong with reports, for pages to put into words."""


class BoardProblem(Exception):
    """Any of these."""


class NotADraftError(BoardProblem):
    """It is being made, or it is final already."""


class NotFinalError(BoardProblem):
    """Only a final report is delivered or withdrawn."""


class PeriodError(BoardProblem):
    """The period ends before it begins, or in the future."""


class WordsError(BoardProblem):
    """No words, or too many."""


class DayError(BoardProblem):
    """Before the report was final, or after today."""


class NobodyError(BoardProblem):
    """Nobody to deliver to who could open it."""
