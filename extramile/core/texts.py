"""A text in several languages: a plain mapping, {"en": "...", "nl": "..."}."""

from collections.abc import Mapping

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def pick(texts: Mapping[str, str], language: str, *, fallback: str = "en") -> str:
    """The text in that language; else its base language, the fallback, or whatever there is."""
    for wanted in (language, language.partition("-")[0], fallback):
        if texts.get(wanted):
            return texts[wanted]
    return next((text for text in texts.values() if text), "")


def direction(language: str) -> str:
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"
