"""Stop an upload that is too large while it comes in, before it fills the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

ALLOWANCE = 1 << 20  # the form around the file


class LimitedUpload(TemporaryFileUploadHandler):
    """Every uploaded file goes to a file of mode 600; past EXTRAMILE_UPLOAD_LIMIT_MB it is cut off."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > (settings.UPLOAD_LIMIT_MEGABYTES << 20) + ALLOWANCE:
            self.upload_interrupted()
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)
