"""What services tell the world: versioned, immutable, data only.

A class here is one version of one event for ever: fields may be added with a default, anything
else is a new class whose wire type ends in the next version.
"""
