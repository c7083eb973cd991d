"""Writes the SQL of leaves: the value that stands under a response key."""
# ruff: noqa: S608

from gateway.plans.clauses import Place
from gateway.plans.mapping import NAME, BadMapping, Col, Const, Words
from gateway.plans.moments import SQL_FORM
from gateway.plans.parameters import Parameters, to_sql
from gateway.plans.selection import Arguments


def column(place: Place, name: str) -> str:
    """Return a column of the row, or a key of the JSON object with its null as SQL's null."""
    if not NAME.fullmatch(name):
        raise BadMapping(f"{name!r} is not a plain SQL name")
    if place.json:
        return f"nullif(({place.alias}.value -> {literal(name)})::text, 'null')::json"
    return f"{place.alias}.{name}"


def col(mapping: Col, place: Place) -> str:
    if place.json:
        return f"{place.alias}.value {'->>' if mapping.text else '->'} {literal(mapping.name)}"
    value = column(place, mapping.name)
    if mapping.instant:
        return f"to_char({value} AT TIME ZONE 'UTC', {literal(SQL_FORM)})"
    return f"{value}::text" if mapping.text else value


def words(mapping: Words, place: Place, arguments: Arguments, parameters: Parameters) -> str:
    """Return the text in the language asked for, else in the declared one, else in any."""
    value = column(place, mapping.name)
    choices = [f"{value} ->> {literal(mapping.otherwise)}"]
    if given := arguments.given.get(mapping.argument):
        choices.insert(0, f"{value} ->> {parameters.add(given, to_sql, '::text')}")
    first = (
        f"(SELECT w.value FROM json_each_text({value}::json) w WHERE w.value IS NOT NULL LIMIT 1)"
    )
    return f"coalesce({', '.join([*choices, first])})"


def const(mapping: Const) -> str:
    match mapping.value:
        case None:
            return "NULL"
        case bool() as flag:
            return "true" if flag else "false"
        case int() as number:
            return str(number)
        case text:
            return literal(text)


def literal(text: str) -> str:
    """Return a text of a declaration as SQL; texts of clients are parameters."""
    return "'" + text.replace("'", "''") + "'::text"
