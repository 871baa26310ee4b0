"""What may go wrong for whoever plans, votes or hands in. Each says what to do, in words for its reader."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from extramile.questionnaires.coach import Finding


class VoiceProblem(Exception):
    """The family. `str()` is for the page."""

    words = _("This did not work. Try again.")

    def __str__(self) -> str:
        return str(self.words)


class UnknownWave(VoiceProblem):
    words = _("There is no such wave.")


class WaveNotOpen(VoiceProblem):
    words = _("This wave is not open: it takes no answers before it opens and none after it closes.")


class NotInvited(VoiceProblem):
    words = _("You are not invited to this wave.")


class BallotTaken(VoiceProblem):
    words = _("A ballot was taken already. Nobody gets a second one: it could be a second vote.")


class BadBallot(VoiceProblem):
    words = _("This ballot was not signed for this wave and group. Take one on the page of the wave.")


class UnreadableAnswers(VoiceProblem):
    """Nothing was stored and the ballot is not spent. `questions`: the keys to look at."""

    words = _("Some answers are missing or cannot be read. Nothing was sent yet: look at them once more.")

    def __init__(self, questions: Collection[str] = ()) -> None:
        super().__init__()
        self.questions = tuple(questions)


class BadCode(VoiceProblem):
    words = _("This code is not known. Look whether every letter and digit is right.")


class CodeSpent(VoiceProblem):
    words = _("This code was used already. If that was you: thank you, your answer is in.")


class NoNameTicked(VoiceProblem):
    """Fewer names were ticked off than codes would be spent."""

    words = _("This code is not open yet: have your name ticked off by whoever handed out the cards.")


class CardsSpent(VoiceProblem):
    words = _("As many codes were used as names are ticked off: none of them can be taken back.")


class NotMadeUp(VoiceProblem):
    """Only a made-up company may be told what it answered."""

    words = _("This is a real company: whoever answers does so in person.")


class NotPlanned(VoiceProblem):
    """Only a wave that has not opened can be changed."""

    words = _("This wave has opened: it can be called off, not changed.")


class BadPlan(VoiceProblem):
    """`problems`: field -> what to do."""

    words = _("This plan cannot be kept as it is.")

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__()
        self.problems = problems


class CoachSaysNo(VoiceProblem):
    """The survey coach found errors in how this wave asks, and nobody said why it should ask all the same."""

    words = _(
        "The survey coach advises against this plan. Change it, or say why it should be asked like this."
    )

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = tuple(findings)


class NothingToSay(VoiceProblem):
    words = _("Nothing was written yet.")


class TooLong(VoiceProblem):
    words = _("That is too long. Say it in fewer words.")


class NoReplyWanted(VoiceProblem):
    words = _("Whoever wrote this did not ask for a reply.")


class WaitForTheOther(VoiceProblem):
    """The writer of a comment answers a reply; so nobody can be asked again and again."""

    words = _("Wait for a reply first.")


class UnknownComment(VoiceProblem):
    words = _("There is no such comment.")


class NotReleased(VoiceProblem):
    words = _("This wave has no results to talk about yet.")


class TooManyChanges(VoiceProblem):
    words = _("Three changes are the most. Finish or drop one first.")


class UnknownChange(VoiceProblem):
    words = _("There is no such change.")
