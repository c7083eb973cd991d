"""Who cooperates with whom, in which programme and phase, and under which protocol."""
