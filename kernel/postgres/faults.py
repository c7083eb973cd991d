"""Which faults of the database pass by themselves, so that the same work may be tried again."""

import asyncpg

TRANSIENT = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shut down, starting up, or out of time
    asyncpg.InsufficientResourcesError,  # disk full, too many connections
    asyncpg.TransactionRollbackError,  # deadlock, serialization
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby that is about to be promoted
    asyncpg.InterfaceError,  # "connection is closed"
    asyncpg.InternalClientError,  # the session died while a statement was being prepared
    OSError,  # with TimeoutError
)
