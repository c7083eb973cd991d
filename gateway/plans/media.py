"""Which media type an answer has. Source: GraphQL over HTTP (stage 2 draft); RFC 9110, 12.5.1."""

from enum import Enum
from functools import lru_cache


class MediaType(Enum):
    RESPONSE = "application/graphql-response+json"
    JSON = "application/json"
    HTML = "text/html"


@lru_cache(maxsize=256)
def negotiate(accept: str, *, html: bool = False) -> MediaType | None:
    """Return the type that the header likes best, None when it likes none that is served.

    `application/json` where nothing is said, or only `*/*`: what clients older than the draft
    expect. Among types liked equally, one that is named wins over one that a wildcard covers.
    """
    if not accept.strip():
        return MediaType.JSON
    ranges = [read for part in accept.split(",") if (read := _range(part))]
    offered = [MediaType.JSON, MediaType.RESPONSE, *([MediaType.HTML] if html else [])]
    liked = [(_liking(media, ranges), media) for media in offered]
    quality = max(liking for liking, _ in liked)
    if quality[0] == 0:
        return None
    best = [media for liking, media in liked if liking == quality]
    named = MediaType.HTML if MediaType.HTML in best else MediaType.RESPONSE
    return named if quality[1] == EXACT and named in best else best[0]


EXACT = 2


def _range(part: str) -> tuple[str, float] | None:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = (piece.strip() for piece in parameter.partition("="))
        if key == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            return None
        if key == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                return None
    return name, quality


def _liking(media: MediaType, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """Return quality and specificity of the most specific range that covers the type."""
    covering = (media.value, media.value.partition("/")[0] + "/*", "*/*")
    for specificity, name in zip((EXACT, 1, 0), covering, strict=True):
        qualities = [quality for known, quality in ranges if known == name]
        if qualities:
            return max(qualities), specificity
    return 0.0, 0


def is_json(content_type: str) -> bool:
    """Say whether a request's body is JSON in UTF-8."""
    read = _range(content_type)
    return read is not None and read[0] == MediaType.JSON.value
