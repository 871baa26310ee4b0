"""One column of a file: where it stands, how it is read, and what was read in it before."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from extramile.core.tables.problems import RowProblem

SHORT: Final = 40  # characters: a longer text hardly comes twice


class _Bad:
    """What stands for a value that cannot be taken."""


BAD: Final = _Bad()


class _Known(dict[str, Any]):
    """Texts and what they say: columns repeat themselves. One that is not known is read, and perhaps kept."""

    def __init__(self, parse: Callable[[str], Any], *, required: bool, most: int) -> None:
        super().__init__()
        self._parse, self._most = parse, most
        self._nothing = BAD if required else None

    def __missing__(self, raw: str) -> Any:
        text = raw.strip()
        if not text:
            return self._nothing
        try:
            value = self._parse(text)
        except RowProblem:
            return BAD
        if len(raw) <= SHORT and len(self) < self._most:
            self[raw] = value
        return value


class Column:
    """`longest_text`: of a column of texts, which are read all at once where they are plain."""

    __slots__ = ("_longest", "column", "key", "known", "parse", "place", "required")

    def __init__(
        self,
        key: str,
        column: str,
        place: int,
        parse: Callable[[str], Any],
        *,
        required: bool = False,
        longest_text: int = 0,
        most: int,
    ) -> None:
        self.key, self.column, self.place, self.parse, self.required = key, column, place, parse, required
        self.known = _Known(parse, required=required, most=most)
        self._longest = longest_text

    def read(self, raw: Sequence[str]) -> list[Any]:
        """A value for each text: BAD, or None (in a column of texts: "") where there is none."""
        if not self._longest:
            return list(map(self.known.__getitem__, raw))
        texts: list[Any] = list(map(str.strip, raw))
        if max(map(len, texts), default=0) > self._longest or not "".join(texts).isprintable():
            return ["" if value is None else value for value in map(self.known.__getitem__, raw)]
        return [text or BAD for text in texts] if self.required and "" in texts else texts

    def bad_in(self, values: Sequence[Any]) -> Collection[int]:
        """Where."""
        return [index for index, value in enumerate(values) if value is BAD] if BAD in values else ()
