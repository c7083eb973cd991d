import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from kernel.seals import (
    Block,
    after,
    checkpoint_faults,
    digest,
    event_faults,
    keys,
    leaf,
    link_faults,
    root,
    signature_fault,
    signer,
)
from tests.kernel.sealing import KEYS, PUBLIC, SIGNER, new_key, tree

STORE = UUID(int=1)
MOMENT = datetime(2026, 11, 22, 10, tzinfo=UTC)
CHANGES: list[dict[str, Any]] = [
    {"root": bytes(32)},
    {"previous": bytes(32)},
    {"sealed_at": MOMENT + timedelta(microseconds=1)},
    {"epoch": 2},
    {"store": UUID(int=2)},
    {"signature": bytes(64)},
    {"signature": b""},
    {"key_id": "another"},
]
RECORDS = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43"]


def chain(leaves: Sequence[bytes], size: int) -> list[Block]:
    blocks: list[Block] = []
    for at in range(0, len(leaves), size):
        before = blocks[-1] if blocks else None
        some = leaves[at : at + size]
        by: dict[str, Any] = {"key_id": SIGNER.key_id, "sealed_at": MOMENT + timedelta(seconds=at)}
        blocks.append(SIGNER.seal(after(before, store=STORE, epoch=1, leaves=some, **by)))
    return blocks


def faults(blocks: Sequence[Block], kept: Sequence[bytes], now: Sequence[bytes]) -> list[str]:
    """Verify as a store does: `kept` stand beside the blocks, `now` are the events' hashes."""
    by_position = dict(enumerate(now, 1))
    found: list[str] = []
    before: Block | None = None
    for block in blocks:
        found += link_faults(before, block)
        found += filter(None, [signature_fault(block, KEYS)])
        found += event_faults(block, b"".join(kept[block.first - 1 : block.last]), by_position)
        before = block
    return found


def test_the_root_is_that_of_certificate_transparency() -> None:
    # The test vectors of github.com/google/certificate-transparency.
    records = [*RECORDS, b"PQRSTUVW", b"`abcdefghijklmno"]
    leaves = [leaf(record) for record in records]
    assert root(leaves[:1]).hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40))
def test_the_root_is_what_the_rfc_defines_by_halves(records: list[bytes]) -> None:
    assert root([leaf(record) for record in records]) == tree(records)


def test_what_was_sealed_and_left_alone_has_no_fault() -> None:
    leaves = [leaf(record) for record in RECORDS]
    assert faults(chain(leaves, 4), leaves, leaves) == []


@given(st.data(), st.integers(1, 7), st.integers(1, 40))
def test_any_change_of_any_event_is_found_and_named(
    data: st.DataObject, size: int, events: int
) -> None:
    leaves = [leaf(bytes([number])) for number in range(events)]
    now = list(leaves)
    at = data.draw(st.integers(0, events - 1))
    now[at] = leaf(data.draw(st.binary(min_size=2)))
    assert faults(chain(leaves, size), leaves, now) == [f"event {at + 1} was changed"]


@pytest.mark.thorough
@given(st.data(), st.integers(1, 7))
def test_any_change_of_any_field_of_a_block_is_found(data: st.DataObject, size: int) -> None:
    leaves = [leaf(bytes([number])) for number in range(20)]
    blocks = chain(leaves, size)
    at = data.draw(st.integers(0, len(blocks) - 1))
    change = data.draw(st.sampled_from(CHANGES))
    blocks[at] = msgspec.structs.replace(blocks[at], **change)
    assert faults(blocks, leaves, leaves)


def test_an_event_changed_with_the_hash_kept_beside_it_is_found() -> None:
    leaves = [leaf(record) for record in RECORDS]
    forged = [*leaves[:2], leaf(b"forged"), *leaves[3:]]
    assert faults(chain(leaves, 3), forged, forged) == [
        "the hashes kept with block 1-3 were changed",
        "events 1-3 are not what was sealed",
    ]
    assert faults(chain(leaves, 3), forged, leaves) == [
        "the hashes kept with block 1-3 were changed"
    ]


def test_a_block_taken_out_of_the_chain_is_missed() -> None:
    leaves = [leaf(record) for record in RECORDS]
    first, _, third = chain(leaves, 2)
    assert faults([first, third], leaves, leaves) == ["block 3-4 is missing"]
    assert faults([third], leaves, leaves) == ["block 1-4 is missing"]


def test_a_block_sealed_by_somebody_else_is_not_trusted() -> None:
    other, _ = new_key()
    leaves = [leaf(record) for record in RECORDS]
    (block,) = chain(leaves, 6)
    forged = other.seal(msgspec.structs.replace(block, key_id=other.key_id))
    assert faults([forged], leaves, leaves) == [
        f"block 1-6 is signed with an unknown key, {other.key_id}"
    ]
    disguised = other.seal(block)
    assert faults([disguised], leaves, leaves) == ["block 1-6 is not what was signed on 2026-11-22"]


def test_a_store_sealed_anew_does_not_hold_the_checkpoint_that_was_kept() -> None:
    leaves = [leaf(record) for record in RECORDS]
    kept = chain(leaves, 6)[-1]
    again = chain([*leaves[:5], leaf(b"forged")], 6)
    held = {block.last: digest(block) for block in again}
    assert list(checkpoint_faults([kept], held, 1, KEYS)) == [
        "block 1-6, sealed 2026-11-22 10:00 UTC in epoch 1, is not there any more"
    ]
    (restored,) = checkpoint_faults([kept], held, 2, KEYS)
    assert restored.endswith("is not there any more: the past was put back, this is epoch 2")
    assert list(checkpoint_faults([kept], {6: digest(kept)}, 1, KEYS)) == []


def test_a_checkpoint_that_nobody_signed_is_no_evidence() -> None:
    (block,) = chain([leaf(record) for record in RECORDS], 6)
    forged = msgspec.structs.replace(block, last=7)
    assert list(checkpoint_faults([forged], {}, 1, KEYS)) == [
        "a checkpoint cannot be trusted: block 1-7 is not what was signed on 2026-11-22"
    ]


def test_a_block_crosses_a_file_unchanged() -> None:
    (block,) = chain([leaf(record) for record in RECORDS], 6)
    assert msgspec.json.decode(msgspec.json.encode(block), type=Block) == block


def test_a_key_set_seals_with_its_first_private_key_and_knows_all() -> None:
    other, public = new_key()
    assert set(keys(json.dumps({"keys": [PUBLIC, public]}))) == {SIGNER.key_id, other.key_id}
    private = dict(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))
    both = json.dumps({"keys": [PUBLIC, private]})
    assert signer(both).key_id == private["kid"]
    assert set(keys(both)) == {SIGNER.key_id, private["kid"]}


def test_only_ed25519_keys_seal() -> None:
    with pytest.raises(ValueError, match="Ed25519"):
        signer(json.dumps({"kty": "oct", "k": "A" * 43}))
    with pytest.raises(ValueError, match="private"):
        signer(json.dumps(PUBLIC))
    x25519 = OKPKey.generate_key("X25519").as_dict(private=True)
    with pytest.raises(ValueError, match="private"):
        signer(json.dumps(x25519))
    with pytest.raises(ValueError, match="Ed25519"):
        keys(json.dumps(x25519))
