"""What the planning services say: strategic plans and joint action plans."""
