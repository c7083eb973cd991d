"""What can be asked of a document."""

from dataclasses import dataclass
from typing import TypeAlias

from services.partnerships.domain.document.content import MediaType
from vocabulary.acts import Count, Sha256
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositDocument:
    """Enter what was uploaded, after its bytes have been looked at and kept."""

    sha256: Sha256
    media_type: MediaType
    size: Count
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeDocument:
    """Give a deposited document another title; its bytes and its hash stay."""

    title: Words


Command: TypeAlias = DepositDocument | DescribeDocument
