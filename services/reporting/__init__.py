"""The reporting service: expected reports, indicator values, expenses, signatures and review."""
