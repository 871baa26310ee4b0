"""Where rows come from: a name, made on first use."""

from extramile.intake.models import Source


def source_called(name: str, *, time_zone: str = "") -> Source:
    """The source of this name. Upper and lower case and spaces around do not make another one."""
    wanted = " ".join(name.split())[:200]
    if not wanted:
        raise ValueError("a source needs a name")
    known = Source.objects.filter(name__iexact=wanted).first()
    return known or Source.objects.get_or_create(name=wanted, defaults={"time_zone": time_zone})[0]
