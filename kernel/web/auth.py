"""Every request says who asks; nobody is let in by default."""

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from kernel.identity import Principal
from kernel.refusals import NotAllowed
from kernel.tokens import Tokens, Unauthenticated

# The header is read below, strictly; this only tells OpenAPI, and so the pages, of the scheme.
_SCHEME = HTTPBearer(auto_error=False, bearerFormat="JWT", scheme_name="token")

_CREDENTIALS = re.compile(r"bearer +([A-Za-z0-9._~+/=-]+)", re.IGNORECASE)


class UnitNotOpen(NotAllowed):
    """Your token does not open this unit."""

    in_other_languages: ClassVar = {"fr": "Votre jeton n'ouvre pas cette unité."}


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets in who bears a valid token that opens the unit; None: any."""

    tokens: Tokens
    unit: str | None

    async def admit(self, authorization: list[str]) -> Principal:
        """Return the caller; raises `Unauthenticated`, `CannotVerify` or `UnitNotOpen`."""
        if not authorization:
            raise Unauthenticated
        credentials = _CREDENTIALS.fullmatch(authorization[0])
        if credentials is None or len(authorization) > 1:
            raise Unauthenticated(reason="the Authorization header is not one bearer token")
        principal = await self.tokens.principal(credentials[1])
        if self.unit is not None and not principal.opens(self.unit):
            raise UnitNotOpen(unit=self.unit)
        return principal


async def caller(request: Request, _: Annotated[object, Depends(_SCHEME)]) -> Principal:
    guard: Guard = request.app.state.guard
    return await guard.admit(request.headers.getlist("authorization"))


Caller = Annotated[Principal, Depends(caller)]
"""The verified bearer of the request's token."""
