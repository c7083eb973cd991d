"""Dossiers that the projector has worked on, so that the next batch need not read them again.

What is remembered is true as long as nobody else has written what the source says: the row of the
source names the transaction that last did. After a transaction that failed, a partition that came
back, a replay or a rewound store the two differ, and all is forgotten.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import msgspec

from gateway.read_model.dossiers import WORDS, Dossier, Filed, Put, Ref
from kernel.postgres.pool import Connection
from kernel.postgres.rows import Table

MOST: Final = 2_000
"""Dossiers of one source; those that were not used for longest are forgotten."""

Token: TypeAlias = str
"""The transaction that last wrote what a source says."""

DOSSIER = Table(
    "rm.dossier",
    ("country_code", "kind", "id"),
    {
        "country_code": f"{WORDS} NOT NULL",
        "kind": f"{WORDS} NOT NULL",
        "id": f"{WORDS} NOT NULL",
        "filed_at": "timestamptz NOT NULL",
        "document": "json NOT NULL",
    },
)
"""Working memory of the projector; no question reads it, so it has no history."""

_READ = """
SELECT d.country_code, d.kind, d.id, d.filed_at, d.document
FROM unnest($1::text[], $2::text[], $3::text[]) AS k (country_code, kind, id)
JOIN rm.dossier AS d USING (country_code, kind, id)
"""


class Memory:
    """The dossiers of one source."""

    def __init__(self) -> None:
        self._filed: dict[Ref, Filed] = {}
        self.token: Token | None = None

    def trust(self, token: Token | None) -> None:
        """Forget all unless what is remembered is what that transaction has left."""
        if token is None or token != self.token:
            self._filed.clear()
        self.token = None

    async def recall(self, connection: Connection, refs: Iterable[Ref]) -> dict[Ref, Filed | None]:
        """Return the dossiers, from the database where they are not remembered."""
        found: dict[Ref, Filed | None] = {ref: self._filed.get(ref) for ref in refs}
        missing = {(r.country, r.kind.kind, r.id): r for r, filed in found.items() if not filed}
        if missing:
            rows = await connection.fetch(_READ, *zip(*missing, strict=True))
            for country, kind, id_, at, document in rows:
                ref = missing[country, kind, id_]
                self._filed[ref] = found[ref] = Filed(_decoded(document, ref.kind), at)
        return found

    def keep(self, filed: Iterable[tuple[Ref, Filed]]) -> None:
        for ref, dossier in filed:
            self._filed.pop(ref, None)
            self._filed[ref] = dossier
        for ref in list(self._filed)[: len(self._filed) - MOST]:
            del self._filed[ref]


_decoders: dict[type[Dossier], msgspec.json.Decoder[Dossier]] = {}


def _decoded(document: str, kind: type[Dossier]) -> Dossier:
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    return decoder.decode(document)


def documents(filed: Iterable[tuple[Ref, Filed]], stood: Mapping[Ref, Filed | None]) -> list[Put]:
    """Return what is to be written of dossiers that were filed; `stood` were there before."""
    return [
        Put(
            DOSSIER,
            {
                "country_code": ref.country,
                "kind": ref.kind.kind,
                "id": ref.id,
                "filed_at": now.at,
                "document": now.dossier,
            },
            now.at,
            replaces=bool(stood[ref]),
        )
        for ref, now in filed
    ]
