"""The pipeline with one of its guards taken away: the promises must be seen to break, each time.

Each is a patch of our own code for as long as it is entered, and nothing in the product knows it.
"""
# ruff: noqa: SLF001 - what is taken away is inside

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, TypeAlias
from unittest import mock

import msgspec

from kernel.kafka import applying, dead_letters, history
from kernel.kafka.applying import Applier
from kernel.kafka.beginning import Beginning, Forget, begin_anew
from kernel.kafka.chain import Followed, Mark, Rereading, follow
from kernel.kafka.dead_letters import Letter
from kernel.kafka.group import Group
from kernel.kafka.history import History
from kernel.kafka.place import Place
from kernel.kafka.publishing import Publishing
from kernel.kafka.reconcile import Found, Known, Reconciliation
from tests.simulation import rebuilding
from tests.simulation.service import Service

Mutant: TypeAlias = Callable[[], AbstractContextManager[Any]]


def no_reconciling() -> AbstractContextManager[Any]:
    """What the marks say is believed, whatever the broker has."""

    async def believe(_self: Reconciliation, known: Known, cluster_id: str) -> Found:
        return Found(cluster_id, known.tails, {}, {})

    return mock.patch.object(Reconciliation, "compare", believe)


def end_offsets_alone() -> AbstractContextManager[Any]:
    """A log that has grown again is not told from the one that was lost."""
    check = Reconciliation._check

    async def long_enough(self: Reconciliation, _: int, tail: Any, end: int, *more: Any) -> Any:
        if end > tail.offset:
            return tail, None
        return await check(self, _, tail, end, *more)

    return mock.patch.object(Reconciliation, "_check", long_enough)


def no_looking_while_publishing() -> AbstractContextManager[Any]:
    """A leader reconciles when it begins, and never again."""

    async def compare(_self: Publishing, _broker: Any) -> None:
        return

    return mock.patch.object(Publishing, "compare", compare)


def any_acknowledgement() -> AbstractContextManager[Any]:
    """The offset that a broker acknowledges is not looked at."""
    return mock.patch.object(Publishing, "_checked", lambda _self, _sent, base: base)


def marks_before_acknowledgement() -> AbstractContextManager[Any]:
    """The cursor moves when events were sent, whether or not they arrived."""
    settle = Publishing._settle

    async def too_early(self: Publishing, done: Any) -> None:
        await self.lease.checkpoint(done.page.scanned, {})
        self.scanned = done.page.scanned
        await settle(self, done)

    return mock.patch.object(Publishing, "_settle", too_early)


def skipping_what_failed() -> AbstractContextManager[Any]:
    """After a failure the relay goes on behind what it had read."""
    begin = Publishing.begin

    async def behind(self: Publishing, broker: Any) -> None:
        cursor = self.cursor
        await begin(self, broker)
        self.cursor = max(self.cursor, cursor)

    return mock.patch.object(Publishing, "begin", behind)


def no_fencing() -> AbstractContextManager[Any]:
    """Who led once writes marks for ever, as if no statement asked for the term."""

    def anyone(self: Service, _term: int, ttl: float | None) -> bool:
        if ttl is not None:
            self.row.until = self.now + ttl
        return True

    return mock.patch.object(Service, "_mine", anyone)


def no_duplicate_known() -> AbstractContextManager[Any]:
    """What was applied is applied again."""
    return mock.patch.object(applying, "follow", _everything)


def _everything(mark: Mark, links: Sequence[Any], **_how: bool) -> Followed[Any]:
    epoch = max([mark.epoch, *(link.storeepoch for link in links)])
    position = links[-1].position if links else mark.position
    return Followed(list(links), Mark(epoch, position), len(links), 0, 0, "all read")


def no_chain() -> AbstractContextManager[Any]:
    """The position that an event names as the one before it is not looked at."""

    def unchained(mark: Mark, links: Sequence[Any], **_how: bool) -> Followed[Any]:
        fresh: list[Any] = []
        epoch, position = mark
        for read, link in enumerate(links):
            if link.storeepoch > epoch:
                return Followed(fresh, Mark(epoch, position), read, 0, 0, "rewound")
            if link.storeepoch == epoch and link.position > position:
                fresh.append(link)
                position = link.position
        return Followed(fresh, Mark(epoch, position), len(links), 0, 0, "all read")

    return mock.patch.object(applying, "follow", unchained)


def epochs_not_told_apart() -> AbstractContextManager[Any]:
    """A store that was put back is read on, as if its positions were what they had been."""

    def read_on(mark: Mark, links: Sequence[Any], **how: bool) -> Followed[Any]:
        epoch = max([mark.epoch, *(link.storeepoch for link in links)])
        same = [msgspec.structs.replace(link, storeepoch=epoch) for link in links]
        return follow(Mark(epoch, mark.position), same, **how)

    return mock.patch.object(applying, "follow", read_on)


def never_looking_again() -> AbstractContextManager[Any]:
    """Who has read to the end waits for more, whatever became of the log meanwhile."""
    return mock.patch.object(Place, "is_quiet", return_value=False)


def staying_in_a_halted_group() -> AbstractContextManager[Any]:
    """Who is dealt nothing asks the same group again."""

    async def stay(_self: Group, _database: Any) -> None:
        return

    return mock.patch.object(Group, "abandon", stay)


def never_read_to_the_end() -> AbstractContextManager[Any]:
    """How long it takes to read a log again counts for the pause before the next time."""
    begin = Rereading.begin

    def done_at_once(self: Rereading, end: int) -> None:
        begin(self, end)
        self.leave_off()

    return mock.patch.object(Rereading, "begin", done_at_once)


def mark_in_its_own_transaction() -> AbstractContextManager[Any]:
    """The mark moves after the effects are committed."""

    async def apart(self: Applier, connection: Any, place: Any, events: Any) -> Any:
        mark = await self._lock(connection, place)
        followed = follow(mark, events, step_over_loss=place.rereading.missing)
        if not followed.fresh:
            return await transaction(self, connection, place, events)
        async with self.pool.acquire() as other, other.transaction():
            await self.handle(other, [self.contracts.decode(e) for e in followed.fresh])  # type: ignore[union-attr,misc]
        await self._move(connection, place, followed.mark, followed.fresh[-1].offset)
        return applying._Done(followed, followed.mark)

    transaction = Applier._transaction
    return mock.patch.object(Applier, "_transaction", apart)


def mark_before_the_effects() -> AbstractContextManager[Any]:
    """The mark is committed first, the effects after it."""

    async def before(self: Applier, connection: Any, place: Any, events: Any) -> Any:
        mark = await self._lock(connection, place)
        followed = follow(mark, events, step_over_loss=place.rereading.missing)
        if not followed.fresh:
            return await transaction(self, connection, place, events)
        async with self.pool.acquire() as other, other.transaction():
            await self._move(other, place, followed.mark, followed.fresh[-1].offset)
        connection.written.clear()
        return await self._effects(connection, place, followed)

    transaction = Applier._transaction
    return mock.patch.object(Applier, "_transaction", before)


def mark_not_locked() -> AbstractContextManager[Any]:
    """The mark is read from memory: who was paused believes what it knew."""

    async def remembered(_self: Applier, _connection: Any, place: Any) -> Mark:
        mark: Mark = place.mark
        return mark

    return mock.patch.object(Applier, "_lock", remembered)


def skipping_what_fails() -> AbstractContextManager[Any]:
    """An event that cannot be applied is left out."""

    async def leave_out(_connection: Any, _reader: Any, _letters: Any) -> None:
        return

    return mock.patch.object(dead_letters, "park", leave_out)


def not_held_up() -> AbstractContextManager[Any]:
    """Events are applied although one before them in their stream was not."""

    async def none(_connection: Any, _reader: Any, _source: Any, _events: Any) -> set[str]:
        return set()

    return mock.patch.object(dead_letters, "blocked", none)


def nothing_forgotten() -> AbstractContextManager[Any]:
    """What a store that was put back had said is kept."""

    async def keep(connection: Any, reader: Any, begins: Beginning, _forget: Forget) -> None:
        await begin_anew(connection, reader, begins, nothing)

    async def nothing(_connection: Any, _source: Any) -> None:
        return

    return mock.patch.object(applying, "begin_anew", keep)


def rebuilt_with_repetitions() -> AbstractContextManager[Any]:
    """A rebuild applies what it has applied."""
    return mock.patch.object(history, "follow", _everything)


def rebuilt_across_epochs() -> AbstractContextManager[Any]:
    """A rebuild keeps what a store that was put back had said."""

    def begin_anew(self: History, epoch: int) -> None:
        self.mark = Mark(epoch, 0)

    return mock.patch.object(History, "_begin_anew", begin_anew)


def rebuilt_without_holding_up() -> AbstractContextManager[Any]:
    """A rebuild applies events although one before them in their stream was not."""

    def park(self: History, letter: Letter) -> None:
        self.letters.append(letter)

    return mock.patch.object(History, "_park", park)


def switched_too_soon() -> AbstractContextManager[Any]:
    """A rebuilt view serves although it has not heard what the one before it had."""

    async def leave(*_what: Any) -> None:
        return

    return mock.patch.object(rebuilding, "_bring", leave)


MUTANTS: Final[Sequence[Mutant]] = (
    no_reconciling,
    end_offsets_alone,
    no_looking_while_publishing,
    any_acknowledgement,
    marks_before_acknowledgement,
    skipping_what_failed,
    no_duplicate_known,
    no_chain,
    epochs_not_told_apart,
    staying_in_a_halted_group,
    mark_in_its_own_transaction,
    mark_before_the_effects,
    mark_not_locked,
    skipping_what_fails,
    not_held_up,
    nothing_forgotten,
    rebuilt_with_repetitions,
    rebuilt_across_epochs,
    rebuilt_without_holding_up,
    switched_too_soon,
)
