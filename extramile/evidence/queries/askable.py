"""What a study may ask about: questions to employees and topics of customers, as they are published now."""

from extramile.evidence.kinds.names import Names, published
from extramile.questionnaires.definition import Kind

RATED = (Kind.RATING,)
TICKED = (Kind.MULTIPLE, Kind.SINGLE)


def askable_of_employees() -> Names:
    """Rated questions by key, with their words by language. eNPS is always askable and not among them."""
    return {
        question.key: dict(question.texts.get("title", {}))
        for definition in published("employees")
        for question in definition.questions
        if question.kind in RATED
    }


def askable_of_customers() -> Names:
    """Topics as "question:option"."""
    return {
        f"{question.key}:{option.key}": dict(option.label)
        for definition in published("customers")
        for question in definition.questions
        if question.kind in TICKED
        for option in question.options
    }
