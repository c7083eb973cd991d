"""The rules of planning, pure: no clock, no chance, no input or output."""
