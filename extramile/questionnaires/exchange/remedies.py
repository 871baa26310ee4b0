"""What is said, whatever the program, of what does not come along whole."""

from django.utils.translation import gettext as _

Told = tuple[str, str]  # reason, remedy


def other_field() -> Told:
    return (
        _("The field beside “other” stays behind."),
        _("Add a question in own words, asked only when “other” is chosen."),
    )


def comment_field() -> Told:
    return _("The field for a comment stays behind."), _("Add a question in own words after it.")


def order_lost() -> Told:
    return (
        _("Putting in order is not asked here: it came as several choices."),
        _("Ask for the one to three that matter most, or divide 100 points over them."),
    )


def typed() -> Told:
    return (
        _("A number or a date is asked in own words here."),
        _("Keep it so, or offer choices: they can be counted."),
    )


def matrix_split() -> Told:
    return (
        _("A table became a question for each of its rows: nobody fills in tables on a phone."),
        _("Keep the rows that you need."),
    )


def number_of_choices() -> Told:
    return (
        _("How many may be chosen is not limited here."),
        _("Say in the question how many, if it matters."),
    )


def no_such_kind(kind: str) -> Told:
    return (
        _("This kind of question does not exist here (%(kind)s).") % {"kind": kind},
        _("Ask it as choices or in own words, or leave it out."),
    )


def not_visible() -> Told:
    return (
        _("It was hidden or worked out by the program, not asked of anybody."),
        _("Leave it out: what is known of the job is kept with the answer anyway."),
    )


def jump(reason: str = "") -> Told:
    return (
        reason or _("It jumps to another place in a way that cannot be said here."),
        _("Set under “Ask this only when” of the questions after it who gets them."),
    )
