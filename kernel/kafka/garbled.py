"""Answers of a broker that its client can make nothing of.

A line may flip bits, and a log keeps the bytes it was given. The library says of neither what it
raises: whatever its code, or that of a compression, meets first.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from gzip import BadGzipFile

from aiokafka.errors import CorruptRecordException, KafkaError


class Garbled(KafkaError):  # type: ignore[misc]  # the library has no types
    """An answer that is none, or has records that cannot be decoded.

    Asking again, on another connection, may bring one, unless the log has it like that.
    """


@contextmanager
def understood() -> Iterator[None]:
    """Raise `Garbled` for what the library does not say that it raises.

    Only for calls of the library, and for taking apart what it returns: a defect of ours that is
    raised within is taken for the line's.
    """
    try:
        yield
    except (CorruptRecordException, BadGzipFile) as error:
        raise Garbled(repr(error)) from error
    except (KafkaError, OSError):
        raise
    except Exception as error:
        raise Garbled(repr(error)) from error


@asynccontextmanager
async def answered(within: float) -> AsyncIterator[None]:
    """Wait for answers no longer than so many seconds; raise `TimeoutError`, or as `understood`."""
    async with asyncio.timeout(within):
        with understood():
            yield
