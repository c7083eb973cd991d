"""What the gateway knows: rows that follow from the units' events alone, with their history."""
