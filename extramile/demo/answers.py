"""What a customer fills in: the score, perhaps words, ticks that fit the words, perhaps "call me"."""

from random import Random
from typing import Final

from extramile.demo.voices import Comment
from extramile.demo.work import Answering

PRAISE: Final = ("friendly", "explained", "skilled", "tidy", "on_time", "easy")
IMPROVE: Final = ("informed", "on_time", "result", "tidy", "friendly", "price", "easy")
# How often each is ticked by somebody whose words did not speak of it.
LIKED: Final = dict(zip(PRAISE, (0.34, 0.22, 0.3, 0.2, 0.26, 0.14), strict=True))
DISLIKED: Final = dict(zip(IMPROVE, (0.16, 0.14, 0.1, 0.07, 0.05, 0.09, 0.07), strict=True))


def submission(answering: Answering, comment: Comment | None, random: Random) -> dict[str, object]:
    submitted: dict[str, object] = {"nps": answering.score}
    if answering.is_partial:
        return submitted
    topics = comment.topics if comment else ()
    if comment and comment.words:
        submitted["why"] = comment.words
    if answering.group != "detractor":
        mentioned = topics if answering.group == "promoter" else topics[:-1]
        submitted["praise"] = _ticks(PRAISE, LIKED, mentioned, random)
    if answering.group != "promoter":
        mentioned = topics if answering.group == "detractor" else topics[-1:]
        submitted["improve"] = _ticks(IMPROVE, DISLIKED, mentioned, random)
        if answering.wants_call or random.random() < 0.5:
            submitted["call"] = answering.wants_call
    return submitted


def _ticks(
    keys: tuple[str, ...], often: dict[str, float], mentioned: tuple[str, ...], random: Random
) -> list[str]:
    """Half of the people tick nothing but what they wrote about; three ticks at most."""
    ticks = [key for key in keys if key in mentioned and random.random() < 0.8]
    if random.random() < 0.6:
        ticks += [key for key in keys if key not in ticks and random.random() < often[key]]
    return ticks[:3]
