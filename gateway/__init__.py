"""One view per country and across countries, from what the units have published."""
