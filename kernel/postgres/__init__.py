"""The event store, projections and migrations on PostgreSQL."""
