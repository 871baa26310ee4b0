"""What customers write: sentences from comments/, put together so that they read as if somebody wrote them.

A line of a file is `topic[@needs]: words[|m or |v]`. Needs say about which jobs it can be true (chip, screen,
camera, side, home, centre, lease, rain); m and v, about whom. `{naam}`/`{name}` is the technician; the
pronouns follow. Nobody reads the same words twice within a technician's last twenty comments.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

HERE: Final = Path(__file__).parent / "comments"
LANGUAGES: Final = ("nl", "en", "de", "fr")
PRONOUNS: Final[Mapping[str, Mapping[str, str]]] = {
    "m": {"hij": "hij", "zijn": "zijn", "he": "he", "his": "his", "him": "him"},
    "v": {"hij": "zij", "zijn": "haar", "he": "she", "his": "her", "him": "her"},
}
REMEMBERED: Final = 70  # sentences of one technician that are not used again yet


@dataclass(frozen=True, slots=True)
class Sentence:
    topic: str
    needs: frozenset[str]
    about: str  # "m", "v" or "": anybody
    words: str


@dataclass(frozen=True, slots=True)
class Comment:
    words: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What a customer can speak about."""

    group: str
    language: str
    technician: str  # the first name
    gender: str
    facts: frozenset[str] = frozenset()  # chip, screen, camera, side, home, centre, lease, rain


def _read_line(line: str) -> Sentence:
    head, _, words = line.partition(": ")
    words, _, about = words.partition("|")
    topic, _, needs = head.partition("@")
    return Sentence(topic, frozenset(needs.split("+")) - {""}, about, words)


@cache
def sentences(name: str) -> tuple[Sentence, ...]:
    """The lines of one file, such as "nl-promoter"."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(_read_line(line) for line in lines if line.strip())


def _of_group(name: str, group: str) -> tuple[Sentence, ...]:
    return tuple(sentence for sentence in sentences(name) if sentence.topic == group)


def say(words: str, *, technician: str, gender: str) -> str:
    """The words about this technician."""
    said = words.replace("{naam}", technician).replace("{Naam}", technician)
    said = said.replace("{name}", technician).replace("{Name}", technician)
    for token, pronoun in PRONOUNS[gender].items():
        said = said.replace("{" + token + "}", pronoun)
        said = said.replace("{" + token.capitalize() + "}", pronoun.capitalize())
    return said


@dataclass(slots=True)
class Voices:
    """All customers together; remembers per technician what was said last."""

    random: Random
    used: dict[str, deque[Sentence]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=REMEMBERED))
    )

    def comment(self, key: str, scene: Scene, *, also: str = "") -> Comment:
        """What a customer writes after a job of technician `key`; `also`: the centre, for more variety."""
        recent = {*self.used[key], *self.used[also]}
        chosen = self._choose(scene, recent)
        for remembered in (self.used[key], self.used[also]) if also else (self.used[key],):
            remembered.extend(chosen)
        words = " ".join(
            say(sentence.words, technician=scene.technician, gender=scene.gender) for sentence in chosen
        )
        topics = tuple(dict.fromkeys(sentence.topic for sentence in chosen if sentence.topic in TOPICS))
        return Comment(mistype(words, self.random), topics)

    def _choose(self, scene: Scene, recent: set[Sentence]) -> list[Sentence]:
        if self.random.random() < 0.14:
            short = self._one(_of_group(f"{scene.language}-short", scene.group), scene, recent)
            if short:
                return [short]
        first = self._one(sentences(f"{scene.language}-{scene.group}"), scene, recent)
        if first is None:
            return []
        return self._around(first, scene, recent)

    def _around(self, first: Sentence, scene: Scene, recent: set[Sentence]) -> list[Sentence]:
        """Something before or after it, as people do."""
        chosen = [first]
        if scene.group == "promoter" and self.random.random() < 0.3:
            chosen += self._another(f"{scene.language}-promoter", first, scene, recent)
        if (
            scene.group == "passive"
            and first.topic not in {"good", "friendly"}
            and self.random.random() < 0.3
        ):
            chosen = [*self._another(f"{scene.language}-promoter", first, scene, recent), first]
        if self.random.random() < 0.22:
            closing = self._one(_of_group(f"{scene.language}-closing", scene.group), scene, recent)
            chosen += [closing] if closing else []
        return chosen

    def _another(self, name: str, first: Sentence, scene: Scene, recent: set[Sentence]) -> list[Sentence]:
        rest = [sentence for sentence in sentences(name) if sentence.topic != first.topic]
        found = self._one(rest, scene, recent)
        return [found] if found else []

    def _one(self, among: Iterable[Sentence], scene: Scene, recent: set[Sentence]) -> Sentence | None:
        fitting = [
            sentence
            for sentence in among
            if sentence not in recent
            and sentence.needs <= scene.facts
            and sentence.about in {"", scene.gender}
        ]
        return self.random.choice(fitting) if fitting else None


# What a comment can be about; the keys of the questionnaire's topics.
TOPICS: Final = frozenset(
    {"friendly", "explained", "skilled", "tidy", "on_time", "easy", "price", "informed", "result"}
)


def mistype(words: str, random: Random) -> str:
    """Now and then as people type on a phone: no capitals, no full stop, two letters the wrong way round."""
    chance = random.random()
    if len(words) < 12 or chance > 0.13:
        return words
    if chance > 0.05:
        plain = words[:1].lower() + words[1:] if words[1:2].islower() else words
        return plain.rstrip(".")
    return _swap(words, random)


def _swap(words: str, random: Random) -> str:
    places = [
        index
        for index in range(2, len(words) - 2)
        if words[index : index + 2].isalpha() and words[index].islower()
    ]
    if not places:
        return words
    at = random.choice(places)
    return words[:at] + words[at + 1] + words[at] + words[at + 2 :]


def every_file() -> Sequence[str]:
    return sorted(file.stem for file in HERE.glob("*.txt"))
