"""What the partners report and evaluate; it takes no command yet."""
