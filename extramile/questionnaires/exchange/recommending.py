"""Is a scale of 0 to 10 the question whether one would recommend? By its words: files seldom say it."""

import re
from collections.abc import Iterable
from typing import Final

# en, nl, de, fr, es, it, pt, sv, da/no, pl: the stem of "recommend"
STEMS: Final = re.compile(
    r"\bnps\b|net promoter|recommend|aanbevel|aanra|empf[ei]hl|empfohl|recommand|recomend|recomiend"
    r"|consigli|raccomand|rekommend|anbefal|polec",
    re.IGNORECASE,
)


def is_about_recommending(texts: Iterable[str]) -> bool:
    return any(STEMS.search(text.replace("_", " ")) for text in texts)
