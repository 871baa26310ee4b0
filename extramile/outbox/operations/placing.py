"""How far the mailbox of returned mails has been read."""

from extramile.outbox.models import ReturnPlace


def move_on(mailbox: str, *, era: int, place: int) -> bool:
    """To this mail; False where somebody is past it already. Holds the place until the transaction ends."""
    ReturnPlace.objects.get_or_create(mailbox=mailbox)
    held = ReturnPlace.objects.select_for_update().get(mailbox=mailbox)
    if held.era == era and held.place >= place:
        return False
    held.era, held.place = era, place
    held.save(update_fields=["era", "place"])
    return True
