"""What is granted on tables, and said of them, goes over to the tables that take their place.

Whoever was let in, as a tool that reads views, is let in on. A twin is made by the owner for
itself; grants and comments are looked at when it is put in place, since they may be newer than it.
"""

from collections.abc import Sequence
from typing import Final

from kernel.postgres.pool import Connection

_ROLE: Final = "coalesce(nullif(grantee::regrole::text, '-'), 'PUBLIC')"
_OPTION: Final = "CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END"
_LATER: Final = (
    "CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'"
    " ELSE 'TYPES' END"
)
_ON_TABLES: Final = f"""
WITH pair AS (
  SELECT was.oid AS was, will.oid AS will, format('%I.%I', $2::text, relname) AS name,
    CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind,
    was.relowner AS owner, was.relacl AS acl, will.relacl AS other_acl
  FROM pg_class was JOIN pg_class will USING (relname, relkind)
  WHERE was.relnamespace = to_regnamespace($1) AND will.relnamespace = to_regnamespace($2)
    AND relkind IN ('r', 'v') AND ($3::text[] IS NULL OR relname = ANY ($3))
), part AS (
  SELECT name, kind, owner, attname, was.attacl AS acl, will.attacl AS other_acl,
    col_description(was, was.attnum) AS said, col_description(will, will.attnum) AS other_said
  FROM pair
  JOIN pg_attribute was ON was.attrelid = was
  JOIN pg_attribute will USING (attname)
  WHERE will.attrelid = will AND was.attnum > 0 AND NOT was.attisdropped
)
SELECT 1 AS step, format('REVOKE ALL ON %s FROM %s', name, {_ROLE}) AS statement
  FROM pair, aclexplode(other_acl) WHERE grantee <> owner
UNION SELECT 1, format('REVOKE ALL (%I) ON %s FROM %s', attname, name, {_ROLE})
  FROM part, aclexplode(other_acl)
UNION SELECT 2, format('GRANT %s ON %s TO %s%s', privilege_type, name, {_ROLE}, {_OPTION})
  FROM pair, aclexplode(acl) WHERE grantee <> owner
UNION SELECT 2,
  format('GRANT %s (%I) ON %s TO %s%s', privilege_type, attname, name, {_ROLE}, {_OPTION})
  FROM part, aclexplode(acl)
UNION SELECT 3, format('COMMENT ON %s %s IS %L', kind, name, obj_description(was, 'pg_class'))
  FROM pair
  WHERE obj_description(was, 'pg_class') IS DISTINCT FROM obj_description(will, 'pg_class')
UNION SELECT 3, format('COMMENT ON COLUMN %s.%I IS %L', name, attname, said)
  FROM part WHERE said IS DISTINCT FROM other_said
ORDER BY step
"""  # noqa: S608 - of constants
_ON_A_SCHEMA: Final = f"""
SELECT 1 AS step, format('REVOKE ALL ON SCHEMA %I FROM %s', nspname, {_ROLE}) AS statement
  FROM pg_namespace, aclexplode(nspacl) WHERE nspname = $2 AND grantee <> nspowner
UNION
SELECT 2, format('GRANT %s ON SCHEMA %I TO %s%s', privilege_type, $2::text, {_ROLE}, {_OPTION})
  FROM pg_namespace, aclexplode(nspacl) WHERE nspname = $1 AND grantee <> nspowner
UNION SELECT 3, format('COMMENT ON SCHEMA %I IS %L', $2::text, obj_description(oid))
  FROM pg_namespace WHERE nspname = $1
UNION
SELECT 1, format('ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA %I REVOKE ALL ON %s FROM %s',
    defaclrole::regrole, $2::text, {_LATER}, {_ROLE})
  FROM pg_default_acl, aclexplode(defaclacl) WHERE defaclnamespace = to_regnamespace($2)
UNION
SELECT 2, format('ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA %I GRANT %s ON %s TO %s%s',
    defaclrole::regrole, $2::text, privilege_type, {_LATER}, {_ROLE}, {_OPTION})
  FROM pg_default_acl, aclexplode(defaclacl) WHERE defaclnamespace = to_regnamespace($1)
ORDER BY step
"""  # noqa: S608 - of constants


async def carry(
    connection: Connection, *, of: str, to: str, only: Sequence[str] | None = None
) -> None:
    """Let grants and comments of tables and views in `to` be those of their namesakes in `of`."""
    for row in await connection.fetch(_ON_TABLES, of, to, only):
        await connection.execute(row["statement"])


async def carry_all(connection: Connection, *, of: str, to: str) -> None:
    """Carry those of a whole schema, and what is granted on it or will be on its later tables."""
    for row in await connection.fetch(_ON_A_SCHEMA, of, to):
        await connection.execute(row["statement"])
    await carry(connection, of=of, to=to)
