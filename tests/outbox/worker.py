"""A sending worker as a process: puts back, sends, until nothing is left."""

import django


def main() -> None:
    django.setup()
    from extramile.core.clock import now
    from extramile.outbox.models import Message
    from extramile.outbox.operations import put_back_abandoned, send_due

    while Message.objects.filter(state__in=["queued", "sending"]).exists():
        put_back_abandoned(now())
        send_due(now())


if __name__ == "__main__":
    main()
