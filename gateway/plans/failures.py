"""What an exception of the database means to a client."""

import asyncpg

from gateway.plans.errors import Code

BAD_VALUE = (
    asyncpg.DataError,  # the server: a cursor that holds no date, a number out of range
    asyncpg.exceptions._base.DataError,  # noqa: SLF001 - the driver, of the same name
)
OUT_OF_TIME = (asyncpg.QueryCanceledError, TimeoutError)
OUT_OF_REACH = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidCatalogNameError,  # the database is being rebuilt
    asyncpg.UndefinedTableError,  # and its tables are not there yet
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)

SENTENCES = {
    Code.BAD_USER_INPUT: "A value cannot be used here.",
    Code.TIMEOUT: "The answer took too long; ask for less.",
    Code.UNAVAILABLE: "The read model cannot be reached; ask again in a moment.",
    Code.INTERNAL: "Something went wrong here; the trace id finds it in the logs.",
}


def code_of(error: BaseException) -> Code:
    """Return the code of an exception; what is not known is INTERNAL and must be masked."""
    # QueryCanceledError is an OperatorInterventionError, TimeoutError an OSError, and the
    # driver's DataError an InterfaceError: the order matters.
    for kinds, code in (
        (BAD_VALUE, Code.BAD_USER_INPUT),
        (OUT_OF_TIME, Code.TIMEOUT),
        (OUT_OF_REACH, Code.UNAVAILABLE),
    ):
        if isinstance(error, kinds):
            return code
    return Code.INTERNAL
