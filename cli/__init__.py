"""The `cic` command."""
