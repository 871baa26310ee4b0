"""The items of a list of customers' words, drawn here: a page has ten, and reads on by ten."""

from collections.abc import Callable, Collection, Iterable
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extramile.people.models import Employee
from extramile.web.drawing.addresses import numbered
from extramile.web.drawing.quotes import NOTHING, quote
from extramile.web.drawing.worded import Worded
from extramile.web.monitor.voices import Voice

# What can be done with a customer's words; the second is the form's token.
Acts = Callable[[Voice, str], SafeString]

ITEM: Final = '<li id="said-{}"{}><input type="hidden" name="said" value="{}">{}</li>'
FORM: Final = (
    '<form method="post" action="{0}" hx-post="{0}" hx-target="#said-{1}" hx-swap="outerHTML">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{2}">'
)
KEEP: Final = Worded(
    f'{FORM}<button class="quiet small" aria-pressed="false">'
    '<span aria-hidden="true">☆</span> [keep]</button></form>\n',
    keep=gettext_lazy("Keep"),
)
KEPT: Final = Worded(
    f'{FORM}<button class="quiet small" aria-pressed="true">'
    '<span aria-hidden="true">★</span> [kept]</button></form>\n',
    kept=gettext_lazy("Kept"),
)
ASKED: Final = Worded(
    f'{FORM}<button class="quiet small" aria-pressed="true">[asked]</button></form>',
    asked=gettext_lazy("On the list for my coach"),
)
ASK: Final = Worded(
    '<details class="talk"><summary class="button quiet small">[ask]</summary>\n'
    + FORM.replace('"outerHTML">', '"outerHTML" class="stack tight">')
    + '<label for="note-{1}">[what] <span class="optional">[optional]</span></label>'
    '<textarea id="note-{1}" name="note" maxlength="1000" rows="2"></textarea>'
    '<div><button class="small">[put]</button></div></form></details>',
    ask=gettext_lazy("Ask my coach"),
    what=gettext_lazy("What would you like to talk about?"),
    optional=gettext_lazy("(optional)"),
    put=gettext_lazy("Put on the list"),
)


def items(
    voices: Iterable[Voice], *, acts: Acts | None, token: str, arrives: bool = False, looked_for: str = ""
) -> SafeString:
    """`arrives`: while the page is open. `looked_for`: what the page searched."""
    drawn = (item(voice, acts=acts, token=token, arrives=arrives, looked_for=looked_for) for voice in voices)
    return format_html_join("", "{}", ((one,) for one in drawn))


def item(
    voice: Voice, *, acts: Acts | None, token: str, arrives: bool = False, looked_for: str = ""
) -> SafeString:
    said = voice.said
    words = quote(
        words=said.words,
        score=said.score,
        group=said.group,
        facts=voice.facts,
        at=said.responded_at,
        ticks=voice.ticks,
        wishes=voice.wishes,
        language=said.language,
        is_new=voice.is_new,
        acts=acts(voice, token) if acts else NOTHING,
        looked_for=looked_for,
    )
    arriving = SafeString(' class="arrives"') if arrives else ""
    return format_html(ITEM, said.response_id, arriving, said.response_id, words)


def own_acts(voice: Voice, token: str) -> SafeString:
    """Keep, and ask my coach about it."""
    pk = voice.said.response_id
    keep, name = (KEPT, "monitor:unkeep") if voice.is_kept else (KEEP, "monitor:keep")
    ask, asking = (ASKED, "monitor:withdraw") if voice.is_asked else (ASK, "monitor:ask")
    return format_html(
        "{}{}", keep.draw(numbered(name, pk), pk, token), ask.draw(numbered(asking, pk), pk, token)
    )


def acts_of_viewer(employee: Employee, *, asked_about: Collection[int]) -> Acts:
    """Somebody else looks: what the employee has not read yet, and what there is to talk about."""

    def acts(voice: Voice, token: str) -> SafeString:
        del token  # nothing here is a form
        unread = _("not yet read by %(name)s") % {"name": employee.name} if voice.is_unread else ""
        asked = _("on the list to talk about") if voice.said.response_id in asked_about else ""
        return format_html_join("", '<span class="tag">{}</span>', ((one,) for one in (unread, asked) if one))

    return acts
