"""Import a file of deliberations: written by hand, because its body is CSV and not JSON."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID, uuid4, uuid5

import msgspec
from fastapi import APIRouter, Query, Request, Response

from kernel import handling
from kernel.clock import Clock
from kernel.handling import Aggregate, SomeRefused
from kernel.identity import Principal
from kernel.web.auth import Caller
from kernel.web.commands import ACCEPTED
from kernel.web.problems import titles
from services.partnerships.domain.deliberation import scdl
from services.partnerships.domain.deliberation.commands import RecordDeliberation
from services.partnerships.domain.deliberation.refusals import (
    DeliberationsFileFaulty,
    DeliberationsNotCsv,
)
from services.partnerships.projections import deliberations
from vocabulary.acts import Evidence, OnBehalf
from vocabulary.authority import commune_or_on_behalf
from vocabulary.deliberations import Organ
from vocabulary.identifiers import CommuneId

AT: Final = "/v1/deliberations/import"

Body = Annotated[
    str,
    Query(min_length=1, max_length=200, description='The organ in its own words: "Conseil".'),
]
Proof = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=500,
        description="What proves it, where the country unit records it on behalf of the commune.",
    ),
]
MadeUp = Annotated[
    bool, Query(description="Made up to show the platform; shown as such everywhere.")
]


def imports_routes(aggregate: Aggregate, clock: Clock) -> APIRouter:
    """Return the route that imports into the deliberation aggregate."""
    router = APIRouter(tags=["Deliberation"])

    @router.post(AT, summary="Import deliberations from a CSV file of the SCDL")
    async def import_deliberations(  # noqa: PLR0913, PLR0917 - what is said of the whole file
        request: Request,
        caller: Caller,
        commune: UUID,
        body: Body,
        organ: Organ = Organ.COUNCIL,
        on_behalf: Proof = None,
        demonstration: MadeUp = False,  # noqa: FBT002 - a parameter of the address
    ) -> Response:
        """Record every deliberation of the file, or none: every bad row is then named at once.

        The file is UTF-8 with commas, in the columns of the schema "délibérations" 2.1.2. The
        same file sent again changes nothing; a row that differs from what is recorded under its
        reference is refused, for a correction says why. At most 1000 rows and 1 MiB.
        """
        proof = OnBehalf(evidence=Evidence(reference=on_behalf)) if on_behalf else None
        commune_or_on_behalf(caller, commune, proof)
        raw = await _csv(request)
        arrived = _arrived(raw, request, caller, clock, demonstration=demonstration)
        rows = scdl.read(raw, organ, body, arrived.moment.date())
        ids = await _ids(request, commune, organ, [row.content.reference for row in rows])
        commands = [
            (
                ids[row.content.reference],
                RecordDeliberation(
                    commune=CommuneId(commune), content=row.content, on_behalf=proof
                ),
            )
            for row in rows
        ]
        try:
            handled = await request.app.state.handling.handle_all(aggregate, commands, arrived)
        except SomeRefused as some:
            raise _refused(some, rows) from None
        request.state.code = ACCEPTED
        return _imported(handled, rows, ids)

    return router


async def _csv(request: Request) -> bytes:
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoded = request.headers.get("content-encoding", "identity").lower() != "identity"
    if said != "text/csv" or encoded:
        raise DeliberationsNotCsv
    return await request.body()


def _arrived(
    raw: bytes, request: Request, caller: Principal, clock: Clock, *, demonstration: bool
) -> handling.Request:
    return handling.Request(
        command_id=uuid4(),
        fingerprint=hashlib.sha256(raw).digest(),
        principal=caller,
        moment=clock(),
        correlation_id=request.state.correlation_id,
        traceparent=request.state.traceparent,
        demonstration=demonstration,
    )


async def _ids(
    request: Request, commune: UUID, organ: Organ, references: Sequence[str]
) -> Mapping[str, UUID]:
    """Return under which id each reference is recorded, or is to be: the same every time."""
    state = request.app.state
    await state.applied.wait_for(await state.handling.store.head())
    known = await deliberations.holders(state.pool, commune, organ, references)
    return {
        reference: known.get(reference) or uuid5(commune, f"{organ}:{reference}")
        for reference in references
    }


def _refused(some: SomeRefused, rows: Sequence[scdl.Row]) -> DeliberationsFileFaulty:
    """Return what the rules say of each row, at its line."""
    return DeliberationsFileFaulty(
        faults=len(some.refusals),
        rows=[
            {
                "line": rows[place].line,
                "column": None,
                "kind": refusal.code,
                "problem": titles(type(refusal)),
                **refusal.details,
            }
            for place, refusal in sorted(some.refusals.items())
        ],
    )


def _imported(
    handled: handling.HandledAll, rows: Sequence[scdl.Row], ids: Mapping[str, UUID]
) -> Response:
    answer: Mapping[str, Any] = {
        "recorded": handled.events,
        "unchanged": len(rows) - handled.events,
        "position": handled.position,
        "deliberations": [
            {
                "line": row.line,
                "reference": row.content.reference,
                "id": ids[row.content.reference],
            }
            for row in rows
        ],
    }
    return Response(
        msgspec.json.encode(answer),
        headers={"Cache-Control": "no-store"},
        media_type="application/json",
    )
