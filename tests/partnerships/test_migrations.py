"""The tables of the views, as the migrations leave them."""

import re
from pathlib import Path

from kernel.postgres.rows import ddl
from services.partnerships.projections import PROJECTIONS, action_plans, communes, reported

MIGRATIONS = sorted((Path(communes.__file__).parents[1] / "migrations").glob("*.sql"))


def test_the_migrations_leave_exactly_the_tables_that_are_declared() -> None:
    statements = "".join(file.read_text(encoding="utf-8") for file in MIGRATIONS)
    left: dict[str, str] = {}
    change = re.compile(
        r"CREATE TABLE (\S+) \(.*?\n\);|DROP TABLE (\S+);|ALTER TABLE (\S+) ADD COLUMN (.+?);",
        re.DOTALL,
    )
    for made in change.finditer(statements):
        created, dropped, wider, column = made.groups()
        if dropped:
            del left[dropped]
        elif wider:
            left[wider] = left[wider].replace("\n  PRIMARY KEY", f"\n  {column},\n  PRIMARY KEY")
        else:
            left[created] = made[0]
    tables = [table for projection in PROJECTIONS for table in projection.tables]
    tables += (*action_plans.COPIES.tables, *reported.COPIES.tables)
    assert left == {table.name: ddl(table).strip() for table in tables}
