"""Choose the language of a text by what the reader accepts."""

import re
from collections.abc import Sequence

_RANGE = re.compile(
    r"\s*(?P<tag>\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)"
    r"\s*(?:;\s*[qQ]\s*=\s*(?P<q>0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)


def preferred(accept_language: str | None, offered: Sequence[str]) -> str:
    """Return the language of `offered` that the header likes best, the first if it likes none.

    The highest quality wins; at equal quality the range written first; `*` never wins over the
    first of `offered`. A region is ignored (`fr-BE` reads French). What is not well-formed in the
    header is passed over. Source: RFC 9110, 12.5.4; RFC 4647, 3.4.
    """
    named: dict[str, tuple[float, int]] = {}
    anything = 0.0
    for place, text in enumerate((accept_language or "").split(",")):
        if not (match := _RANGE.fullmatch(text)):
            continue
        quality = float(match["q"] or 1)
        language = match["tag"].split("-")[0].lower()
        if language == "*":
            anything = max(anything, quality)
        else:
            named[language] = max(named.get(language, (0.0, 0)), (quality, -place))

    def liking(language: str) -> tuple[float, float]:
        unnamed = (anything, float("-inf"))
        return named.get(language, unnamed)

    best = max(offered, key=liking)
    return best if liking(best)[0] > 0 else offered[0]
