"""Words for tests of seals: keys, a store with sealed events, and an auditor's own arithmetic."""

import json
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from asyncpg import Pool
from joserfc.jwk import OKPKey

from kernel.postgres.sealing import Sealer
from kernel.seals import Keys, Signer, keys, signer
from kernel.store import ANY_VERSION, EventStore, Recorded, Stream
from tests.kernel.appending import append, stream, write

FIRST_OF_2000 = datetime(2000, 1, 1, tzinfo=UTC)


def new_key() -> tuple[Signer, dict[str, Any]]:
    """Return a key that seals, and its public half."""
    key = OKPKey.generate_key("Ed25519", {"use": "sig"}, auto_kid=True)
    return signer(json.dumps(key.as_dict(private=True))), dict(key.as_dict(private=False))


SIGNER, PUBLIC = new_key()
KEYS: Keys = keys(json.dumps({"keys": [PUBLIC]}))


def record(event: Recorded) -> bytes:
    """Write an event as its seal has it, from the description alone."""
    texts = [event.stream.category, event.type, event.data, event.meta]
    said = [text.encode() for text in texts]
    return struct.pack(
        ">qqhq16s16s4I",
        event.position,
        event.version,
        event.schema_version,
        (event.recorded_at - FIRST_OF_2000) // timedelta(microseconds=1),
        event.stream.id.bytes,
        event.id.bytes,
        *map(len, said),
    ) + b"".join(said)


def tree(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash as section 2.1 of RFC 6962 defines it, by halves."""
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\1" + tree(leaves[:half]) + tree(leaves[half:])).digest()


async def fill(store: EventStore, count: int, per_stream: int = 5) -> list[Stream]:
    """Append so many events, one a command."""
    streams = [stream() for _ in range(-(-count // per_stream))]
    for number in range(count):
        await store.append(append(write(streams[number // per_stream], ANY_VERSION)))
    return streams


async def seal(pool: Pool, store: EventStore, *, most: int = 7) -> Sealer:
    sealer = Sealer(pool, store, SIGNER, most=most)
    await sealer.seal()
    return sealer
