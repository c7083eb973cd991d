"""FastAPI parts that every deployable shares: command routes, problems, identity, health."""
