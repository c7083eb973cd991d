"""What happens to a document, as it is stored."""

from dataclasses import dataclass
from typing import TypeAlias

from services.partnerships.domain.document.content import MediaType


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDeposited:
    """The bytes with this hash are kept; `size` in bytes."""

    sha256: str
    media_type: MediaType
    size: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDescribed:
    title: str


Event: TypeAlias = DocumentDeposited | DocumentDescribed
