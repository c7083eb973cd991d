"""What the pipeline would be without one of its guards."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from kernel.kafka import applying
from kernel.kafka.applying import Applier
from kernel.kafka.chain import Followed, Mark, follow
from kernel.kafka.publishing import Publishing
from kernel.kafka.reconcile import Found, Known, Reconciliation
from kernel.postgres.committer import Committer
from kernel.postgres.store import PostgresStore
from kernel.store import ANY_VERSION, Append, Outcome


def receipts_off(patch: pytest.MonkeyPatch) -> None:
    """A command that comes again under its key is a new one."""

    async def receipt(_: PostgresStore, __: Any) -> None:
        return None

    append = Committer.append

    async def anew(committer: Committer, asked: Append) -> Outcome:
        return await append(committer, asked._replace(command_id=uuid4()))

    patch.setattr(PostgresStore, "receipt", receipt)
    patch.setattr(Committer, "append", anew)


def version_check_off(patch: pytest.MonkeyPatch) -> None:
    """Whoever comes later writes over what it has not seen."""
    append = Committer.append

    async def whatever(committer: Committer, asked: Append) -> Outcome:
        writes = [write._replace(expected=ANY_VERSION) for write in asked.writes]
        return await append(committer, asked._replace(writes=writes))

    patch.setattr(Committer, "append", whatever)


def answer_before_commit(patch: pytest.MonkeyPatch) -> None:
    """The client hears that it is done when it is only asked."""
    commit = Committer._commit  # noqa: SLF001 - a mutant changes what nobody else may

    async def hasty(committer: Committer, batch: Sequence[Any]) -> None:
        for number, waiting in enumerate(batch, 1):
            versions = [write.expected + len(write.events) for write in waiting.append.writes]
            waiting.outcome.set_result(Outcome("ok", number, number, versions))
        await commit(committer, batch)

    patch.setattr(Committer, "_commit", hasty)


def marked_before_sent(patch: pytest.MonkeyPatch) -> None:
    """The relay writes down how far it is before the broker has it."""
    send_page = Publishing._send_page  # noqa: SLF001 - see above

    async def hasty(work: Publishing, broker: Any) -> Any:
        events = await work.store.read(work.cursor, 1000)
        if events:
            await work.lease.checkpoint(events[-1].position, {})
        return await send_page(work, broker)

    patch.setattr(Publishing, "_send_page", hasty)


def reconciling_off(patch: pytest.MonkeyPatch) -> None:
    """What a broker has acknowledged it is trusted to keep."""

    async def trust(_: Reconciliation, known: Known, cluster_id: str) -> Found:
        return Found(cluster_id, known.tails, {}, {})

    patch.setattr(Reconciliation, "compare", trust)
    patch.setattr(Publishing, "_checked", lambda _work, _sent, base: base)


def duplicates_applied(patch: pytest.MonkeyPatch) -> None:
    """A reader applies whatever it is sent."""

    def follow(mark: Mark, links: Sequence[Any], *, step_over_loss: bool = False) -> Followed[Any]:  # noqa: ARG001
        to = Mark(links[-1].storeepoch, max(mark.position, links[-1].position))
        return Followed(list(links), to, len(links), 0, 0, "all read")

    patch.setattr(applying, "follow", follow)


def chain_not_looked_at(patch: pytest.MonkeyPatch) -> None:
    """A reader takes the next position for the next event."""

    def follow(mark: Mark, links: Sequence[Any], *, step_over_loss: bool = False) -> Followed[Any]:  # noqa: ARG001
        fresh, position = [], mark.position
        for link in links:
            if link.position > position:
                fresh.append(link)
                position = link.position
        to = Mark(links[-1].storeepoch, position)
        return Followed(fresh, to, len(links), len(links) - len(fresh), 0, "all read")

    patch.setattr(applying, "follow", follow)


def mark_before_effects(patch: pytest.MonkeyPatch) -> None:
    """The mark moves in a transaction of its own, before the effects."""
    transaction = Applier._transaction  # noqa: SLF001 - see above

    async def apart(applier: Applier, connection: Any, place: Any, events: Sequence[Any]) -> Any:
        mark = await applier._lock(connection, place)  # noqa: SLF001
        followed = follow(mark, events)
        if not followed.fresh:
            return await transaction(applier, connection, place, events)
        await applier._move(connection, place, followed.mark, followed.fresh[-1].offset)  # noqa: SLF001
        await connection.execute("COMMIT")
        await connection.execute("BEGIN")
        return await applier._effects(connection, place, followed)  # noqa: SLF001

    patch.setattr(Applier, "_transaction", apart)


def effects_apart(patch: pytest.MonkeyPatch) -> None:
    """The effects are committed before the mark moves."""
    call = Applier.call

    async def apart(applier: Applier, connection: Any, events: Sequence[Any]) -> None:
        await call(applier, connection, events)
        await connection.execute("COMMIT")
        await connection.execute("BEGIN")

    patch.setattr(Applier, "call", apart)


def errors_skipped(patch: pytest.MonkeyPatch) -> None:
    """What cannot be applied is passed by."""
    transaction = Applier._transaction  # noqa: SLF001 - see above

    async def careless(applier: Applier, connection: Any, place: Any, events: Sequence[Any]) -> Any:
        try:
            async with connection.transaction():
                return await transaction(applier, connection, place, events)
        except Exception:  # noqa: BLE001 - that is what is wrong with it
            mark = await applier._lock(connection, place)  # noqa: SLF001
            followed = follow(mark, events)
            await applier._move(connection, place, followed.mark, events[-1].offset)  # noqa: SLF001
            return applying._Done(followed, followed.mark)  # noqa: SLF001

    patch.setattr(Applier, "_transaction", careless)
