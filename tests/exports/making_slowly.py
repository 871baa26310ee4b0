"""A worker that begins a file, says so, and never ends: to be killed."""

import sys
import time
from datetime import datetime
from typing import Any, BinaryIO

import django

django.setup()

from extramile.exports.models import Export  # noqa: E402
from extramile.exports.operations import making  # noqa: E402


def _half(_what: Any, _form: Any, out: BinaryIO, **_more: Any) -> None:
    out.write(b"half a row")
    out.flush()
    sys.stdout.write("writing\n")
    sys.stdout.flush()
    time.sleep(600)


setattr(making, "write", _half)  # noqa: B010
making.make(Export.objects.get(pk=int(sys.argv[1])), now=datetime.fromisoformat(sys.argv[2]))
