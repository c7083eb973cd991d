"""One module per aggregate: commands, events, refusals, state, facts, may, decide, evolve."""
