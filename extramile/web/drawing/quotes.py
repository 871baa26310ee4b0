"""What customers said. The words are the hero."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extramile.core.clock import now
from extramile.web.drawing.highlights import highlighted
from extramile.web.drawing.moments import when
from extramile.web.drawing.worded import Worded

LONG: Final = 220
NOTHING: Final = SafeString("")
GROUPS: Final = {
    "promoter": Worded('<span class="group promoter">{} · [name]</span>', name=_("promoter")),
    "passive": Worded('<span class="group passive">{} · [name]</span>', name=_("passive")),
    "detractor": Worded('<span class="group detractor">{} · [name]</span>', name=_("detractor")),
}
NO_WORDS: Final = Worded('<p class="words wordless">[none]</p>{}', none=_("No words, only a score."))
NEW: Final = Worded('<span class="tag new">[new]</span>{}', new=_("new"))
# What can be better is another shape than praise, not only another colour.
WISH: Final = Worded(
    '<span class="tag wish"><span class="visually-hidden">[better]: </span>{}</span>',
    better=_("Can be better"),
)
QUOTE: Final = '<article class="quote{}"{}>\n{}\n<p class="meta">{}{}{}{}</p>\n{}\n{}\n</article>'


def group(score: int | None, group: str | None) -> SafeString:
    """A score and its group: by shape, word and colour."""
    return GROUPS[group].draw(score) if group in GROUPS else NOTHING


def tags(names: Iterable[object], wishes: Iterable[object] = ()) -> SafeString:
    """What the customer ticked: praise, then what can be better."""
    drawn = format_html_join("", '<span class="tag">{}</span>', ((name,) for name in names))
    drawn += format_html_join("", "{}", ((WISH.draw(name),) for name in wishes))
    return format_html('<p class="ticks">{}</p>', drawn) if drawn else NOTHING


def quote(
    *,
    words: str,
    score: int | None,
    group: str | None,
    facts: Sequence[object] = (),
    at: datetime | date | None = None,
    ticks: Sequence[object] = (),
    wishes: Sequence[object] = (),
    language: str = "",
    hero: bool = False,
    is_new: bool = False,
    acts: SafeString = NOTHING,
    pk: str = "",
    looked_for: str = "",
) -> SafeString:
    """What one customer said.

    `facts`: short texts, the kind of work, the place; never a customer's name. `ticks`, `wishes`: what the
    customer ticked as good, and as what can be better. `language`: of the words, for the screen reader and
    for right-to-left. `hero`: the page's one big quote. `is_new`: not seen before.
    `acts`: the buttons below, drawn. `pk`: the id of the element. `looked_for`: words to mark.
    """
    return format_html(
        QUOTE,
        " hero" if hero else " card",
        format_html(' id="{}"', pk) if pk else "",
        _words(words, language=language, hero=hero, looked_for=looked_for) if words else NO_WORDS.draw(),
        NEW.draw() if is_new else "",
        GROUPS[group].draw(score) if group in GROUPS else "",
        format_html_join("", "<span>{}</span>", ((fact,) for fact in facts if fact)),
        when(at, now=now()),
        tags(ticks, wishes) if ticks or wishes else "",
        format_html('<div class="acts">{}</div>', acts) if acts else "",
    )


def _words(words: str, *, language: str, hero: bool, looked_for: str) -> SafeString:
    return format_html(
        '<blockquote class="words{}"{}>{}{}{}</blockquote>',
        " long" if len(words) > LONG else "",
        format_html(' lang="{}" dir="auto"', language) if language else "",
        "“" if hero else "",
        highlighted(words, looked_for) if looked_for else words,
        "”" if hero else "",
    )
