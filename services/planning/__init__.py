"""How the partners plan what they do together; it takes no command yet."""
