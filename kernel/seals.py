"""Tamper evidence: events in blocks, each block a hash tree, the blocks chained and signed.

A block's `root` is the Merkle tree hash of RFC 6962, section 2.1, over the records of its events;
`previous` is the hash of the block before, so that the signature of one block stands for all that
was recorded until then. Kept elsewhere, a block is a checkpoint: a store that was cut behind it or
sealed anew does not hold it any more.

    python -m kernel.seals > seals-ma.json    # a new key for a unit
"""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, TypeAlias
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

DIGEST: Final = 32
"""Bytes of a SHA-256 hash."""
_LEAF, _NODE = b"\x00", b"\x01"
_LABEL = b"store.block.v1\x00"
_NUMBERS = struct.Struct(">qqqq")
_LENGTH = struct.Struct(">I")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """The seal of the events `first` to `last`; as JSON its bytes are base64."""

    store: UUID
    epoch: int
    first: int
    last: int
    root: bytes
    previous: bytes
    sealed_at: datetime
    key_id: str
    signature: bytes = b""

    def __str__(self) -> str:
        return f"block {self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Signer:
    """A unit's private key; `key_id` names its public half in the unit's key set."""

    key_id: str
    key: Ed25519PrivateKey

    def seal(self, block: Block) -> Block:
        """Return the block signed (Ed25519, RFC 8032)."""
        signature = self.key.sign(statement(block))
        return msgspec.structs.replace(block, signature=signature)


Keys: TypeAlias = Mapping[str, Ed25519PublicKey]


def new_key() -> str:
    """Return a new private key as a JWK (RFC 8037)."""
    key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": "Ed25519"}, auto_kid=True)
    return json.dumps(key.as_dict(private=True))


def public_keys(key_set: str) -> str:
    """Return the public halves as a key set, for those who verify. Raises `ValueError`."""
    return json.dumps({"keys": [key.as_dict(private=False) for key in _keys(key_set)]})


def signer(key_set: str) -> Signer:
    """Read the first private key of a key set, or one key by itself (RFC 7517, RFC 8037).

    Raises `ValueError`.
    """
    for key in _keys(key_set):
        private = key.private_key
        if isinstance(private, Ed25519PrivateKey):
            return Signer(_id(key), private)
    raise ValueError("there is no private Ed25519 key to seal with")


def keys(key_set: str) -> Keys:
    """Read the public halves of a key set, or of one key: those that seal and have sealed.

    Raises `ValueError`.
    """
    found: dict[str, Ed25519PublicKey] = {}
    for key in _keys(key_set):
        public = key.public_key
        if not isinstance(public, Ed25519PublicKey):
            raise ValueError(f"the key {_id(key)} is no Ed25519 key")  # noqa: TRY004
        found[_id(key)] = public
    return found


def _keys(key_set: str) -> list[OKPKey]:
    said = json.loads(key_set)
    try:
        return [OKPKey.import_key(key) for key in said.get("keys", [said])]
    except JoseError as error:
        raise ValueError("a key of seals is an Ed25519 key") from error


def _id(key: OKPKey) -> str:
    return key.kid or key.thumbprint()


def leaf(record: bytes) -> bytes:
    """Return the hash of one event's record."""
    return sha256(_LEAF + record).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of these leaves, of which there is at least one.

    Pairing from the left and lifting an odd one is what RFC 6962 defines by halves.
    """
    level = leaves
    while len(level) > 1:
        odd = level[len(level) & ~1 :]
        pairs = iter(level)
        level = [
            sha256(_NODE + left + right).digest() for left, right in zip(pairs, pairs, strict=False)
        ]
        level += odd
    return level[0]


def statement(block: Block) -> bytes:
    """Return what is signed: every field but the signature, none able to run into the next."""
    moment = (block.sealed_at - _EPOCH) // _MICROSECOND
    said = [_LABEL, block.store.bytes, _NUMBERS.pack(block.epoch, block.first, block.last, moment)]
    for part in (block.root, block.previous, block.key_id.encode()):
        said += (_LENGTH.pack(len(part)), part)
    return b"".join(said)


def digest(block: Block | None) -> bytes:
    """Return the hash that the next block names; empty before the first."""
    return b"" if block is None else sha256(statement(block) + block.signature).digest()


def after(
    before: Block | None, *, store: UUID, epoch: int, leaves: Sequence[bytes], **by: Any
) -> Block:
    """Return the unsigned block that follows, over these leaves; `by` is key and moment."""
    first = before.last + 1 if before else 1
    last = first + len(leaves) - 1
    top = root(leaves)
    return Block(
        store=store, epoch=epoch, first=first, last=last, root=top, previous=digest(before), **by
    )


def split(leaves: bytes) -> list[bytes]:
    """Return the leaves that a block keeps one after the other."""
    return [leaves[at : at + DIGEST] for at in range(0, len(leaves), DIGEST)]


def signature_fault(block: Block, known: Keys) -> str | None:
    """Return what is wrong with the signature."""
    if (key := known.get(block.key_id)) is None:
        return f"{block} is signed with an unknown key, {block.key_id}"
    try:
        key.verify(block.signature, statement(block))
    except InvalidSignature:
        return f"{block} is not what was signed on {block.sealed_at:%Y-%m-%d}"
    return None


def link_faults(before: Block | None, block: Block) -> Iterator[str]:
    """Yield what is wrong between a block and the one before it."""
    expected = before.last + 1 if before else 1
    if block.first > expected:
        yield f"block {expected}-{block.first - 1} is missing"
    elif block.first < expected:
        yield f"{block} overlaps the one before it"
    elif block.previous != digest(before):
        yield f"{block} does not follow what stands before it"
    if before and block.epoch < before.epoch:
        yield f"{block} is of an earlier epoch than the one before it"


def event_faults(block: Block, leaves: bytes, now: Mapping[int, bytes]) -> Iterator[str]:
    """Yield what became of the events, `now` their hashes by position.

    `leaves` stand beside the block and are not signed: where they are not what its root says, the
    events can be doubted together only.
    """
    sealed = split(leaves)
    if not _is_root(block, sealed):
        yield f"the hashes kept with {block} were changed"
        there = [now[at] for at in sorted(now) if block.first <= at <= block.last]
        if not _is_root(block, there):
            yield f"events {block.first}-{block.last} are not what was sealed"
        return
    for position, hash_ in enumerate(sealed, block.first):
        if position not in now:
            yield f"event {position} is missing"
        elif now[position] != hash_:
            yield f"event {position} was changed"


def _is_root(block: Block, leaves: Sequence[bytes]) -> bool:
    return len(leaves) == block.last - block.first + 1 and root(leaves) == block.root


def checkpoint_faults(
    checkpoints: Iterable[Block], held: Mapping[int, bytes], epoch: int, known: Keys
) -> Iterator[str]:
    """Yield which blocks kept elsewhere are not in the store.

    `held` has the digests of its blocks by their last position; `epoch` is its own, higher than
    that of a block if its past was put back since, as by a restore.
    """
    for block in checkpoints:
        if fault := signature_fault(block, known):
            yield f"a checkpoint cannot be trusted: {fault}"
        elif held.get(block.last) != digest(block):
            moment = f"{block.sealed_at:%Y-%m-%d %H:%M} UTC"
            since = f": the past was put back, this is epoch {epoch}" if epoch > block.epoch else ""
            yield f"{block}, sealed {moment} in epoch {block.epoch}, is not there any more{since}"


if __name__ == "__main__":
    print(new_key())  # noqa: T201
