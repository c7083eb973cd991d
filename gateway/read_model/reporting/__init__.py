"""What the reporting services say: reports, their figures, and totals with what they rest on."""
