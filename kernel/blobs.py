"""Keep bytes under their SHA-256, in a folder or in any S3-compatible store."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import unquote, urlsplit

from kernel.refusals import Refusal

CHUNK_BYTES: Final = 1 << 18


class BlobsAway(Refusal):
    """The place where files are kept does not answer; try again in a moment."""

    in_other_languages: ClassVar = {
        "fr": "L'endroit où les fichiers sont conservés ne répond pas ; réessayez dans un instant."
    }


class Blobs:
    """What is kept at `file:///folder` or `s3://bucket/prefix`, each file under its own hash.

    The same bytes are kept once. Endpoint and credentials of an S3-compatible store are read from
    the variables that its clients share (`AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, …). Whatever is
    asked raises `BlobsAway` when the store does not answer.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._opened: Any = None

    async def size(self, sha256: str) -> int | None:
        """Return how many bytes are kept under the hash, None where there are none."""
        from obstore import head_async  # noqa: PLC0415 - megabytes that not every process needs
        from obstore.exceptions import BaseError  # noqa: PLC0415

        try:
            found = await head_async(self._store(), _key(sha256))
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as reason:
            raise BlobsAway from reason
        size: int = found["size"]
        return size

    async def keep(self, sha256: str, file: Path) -> None:
        """Keep the file's bytes, of which the caller has made the hash; all of them or none."""
        from obstore import put_async  # noqa: PLC0415
        from obstore.exceptions import BaseError  # noqa: PLC0415

        try:
            await put_async(self._store(), _key(sha256), file)
        except (BaseError, OSError) as reason:
            raise BlobsAway from reason

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """Yield the bytes in pieces. Raises `FileNotFoundError` where there are none."""
        from obstore import get_async  # noqa: PLC0415
        from obstore.exceptions import BaseError  # noqa: PLC0415

        try:
            found = await get_async(self._store(), _key(sha256))
            async for piece in found.stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(piece)
        except FileNotFoundError:
            raise
        except (BaseError, OSError) as reason:
            raise BlobsAway from reason

    def _store(self) -> Any:
        if self._opened is None:
            from obstore.store import LocalStore, from_url  # noqa: PLC0415

            address = urlsplit(self.url)
            if address.scheme == "file":
                folder = Path(unquote(address.path))
                self._opened = LocalStore(folder, mkdir=True)
            else:
                self._opened = from_url(self.url)
        return self._opened


def _key(sha256: str) -> str:
    # Two digits first: a folder of many thousand files is slow to list and to copy.
    return f"{sha256[:2]}/{sha256}"
