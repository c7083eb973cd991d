"""The end of tasks that try again for ever."""

import asyncio


def end_if_cancelled() -> None:
    """Raise `CancelledError` in a task that has been told to end.

    What fails while a cancelled task tidies up, as rolling back on a connection that is dead, takes
    the cancellation's place; a loop that meets it as any other failure would go on for ever, and
    whoever ends the process wait for it.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def pause(seconds: float) -> None:
    """Wait before the next attempt. Raises `CancelledError` as `end_if_cancelled` does."""
    end_if_cancelled()
    await asyncio.sleep(seconds)
