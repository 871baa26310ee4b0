"""Which answers count: of one questionnaire, of one channel, or all."""

from dataclasses import dataclass
from typing import Any, Final

from extramile.responses.queries import OneAnswer


@dataclass(frozen=True, slots=True)
class Only:
    questionnaire_id: int | None = None
    channel: str | None = None

    @property
    def is_all(self) -> bool:
        return self.questionnaire_id is None and self.channel is None

    def fits(self, answer: OneAnswer) -> bool:
        return self.questionnaire_id in {None, answer.questionnaire_id} and self.channel in {
            None,
            answer.channel,
        }

    @property
    def conditions(self) -> tuple[str, list[Any]]:
        """As SQL behind other conditions, and its parameters."""
        parts = ""
        parameters: list[Any] = []
        if self.questionnaire_id is not None:
            parts, parameters = " AND questionnaire_id = %s", [self.questionnaire_id]
        if self.channel is not None:
            parts, parameters = f"{parts} AND channel = %s", [*parameters, self.channel]
        return parts, parameters


ALL: Final = Only()
