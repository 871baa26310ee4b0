"""A pattern of HTML with its words in the reader's language, put together once a language."""

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Worded:
    """`[keep]` stands for a word of ours, `{}` for what is filled in, escaped, by `draw`.

    >>> Worded("<b>[hello]</b> {}", hello="Hello").draw("<Ann>")
    '<b>Hello</b> &lt;Ann&gt;'
    """

    def __init__(self, pattern: str, **words: str | Promise) -> None:
        self.pattern, self.words = pattern, words
        self.by_language: dict[str, str] = {}

    def here(self) -> str:
        """The pattern in the language of this request."""
        language = get_language() or ""
        found = self.by_language.get(language)
        if found is None:
            found = self.by_language[language] = self._put_together()
        return found

    def _put_together(self) -> str:
        text = self.pattern
        for name, word in self.words.items():
            text = text.replace(f"[{name}]", escape(word).replace("{", "{{").replace("}", "}}"))
        return text

    def draw(self, *values: object) -> SafeString:
        return format_html(self.here(), *values) if values else format_html(self.here(), "")
