"""Uploads of the app between asking for a url and completing.

https://docs.slack.dev/messaging/working-with-files
"""

from dataclasses import dataclass

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.ids import Ids
from bot.sandbox.slack.stored_files import File


@dataclass(slots=True)
class PendingUpload:
    file: File
    length: int
    received: bool = False


class Uploads:
    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._pending: dict[str, PendingUpload] = {}

    def expect(self, file: File, length: int) -> str:
        """The secret end of a new upload url."""
        secret = self._ids.secret()
        self._pending[secret] = PendingUpload(file, length)
        return secret

    def receive(self, secret: str, content: bytes) -> bool:
        """Take the bytes, if they are as many as was announced."""
        upload = self._pending.get(secret)
        if upload is None or len(content) != upload.length:
            return False
        upload.file.content = content
        upload.received = True
        return True

    def take(self, file_id: str, title: str) -> File:
        """The finished file; an upload can be completed once, and not before its bytes came."""
        for secret, upload in self._pending.items():
            if upload.file.id == file_id and upload.received:
                del self._pending[secret]
                upload.file.title = title or upload.file.title
                return upload.file
        raise SlackError("file_not_found")
