from pathlib import Path

MIGRATIONS = Path(__file__).with_name("migrations")
