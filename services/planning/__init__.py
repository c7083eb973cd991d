"""How the partners plan what they do together: strategic plans and joint action plans."""
