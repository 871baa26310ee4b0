"""`python -m extramile.conductor`: one worker."""

import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extramile.settings")
    import django

    django.setup()
    from extramile.conductor import worker

    return worker.run_until_told()


if __name__ == "__main__":
    sys.exit(main())
