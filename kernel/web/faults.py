"""Faults of a request: where, what is wrong, in English and French."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, NotRequired, TypeAlias, TypedDict

from kernel.refusals import Malformed

MAX_FAULTS: Final = 100
"""Beyond this many, naming more helps nobody."""

Place: TypeAlias = Literal["body", "header", "path", "query"]

Fault = TypedDict(
    "Fault",
    {
        "in": Place,
        "at": str,  # the field's path, as `votes.in_favour` or `parties[0]`; "" is the whole
        "kind": str,  # stable word for clients
        "problem": str,  # one sentence, the field being its subject
        "limits": NotRequired[Mapping[str, Any]],
    },
)

_SAME_KIND = {
    "unexpected_keyword_argument": "extra_forbidden",
    "dataclass_type": "object_type",
    "dataclass_exact_type": "object_type",
    "model_type": "object_type",
    "model_attributes_type": "object_type",
    "dict_type": "object_type",
    "tuple_type": "list_type",
    "set_type": "list_type",
    "uuid_type": "uuid_parsing",
    "date_type": "date_parsing",
    "date_from_datetime_parsing": "date_parsing",
    "date_from_datetime_inexact": "date_parsing",
    "datetime_type": "datetime_parsing",
    "datetime_from_date_parsing": "datetime_parsing",
    "timezone_aware": "datetime_parsing",
    "int_parsing": "int_type",
    "int_from_float": "int_type",
    "float_parsing": "float_type",
    "bool_parsing": "bool_type",
    "literal_error": "enum",
}

_SENTENCES = {
    "missing": ("is required", "est obligatoire"),
    "extra_forbidden": ("is not known here", "n'est pas connu ici"),
    "string_type": ("must be text", "doit être un texte"),
    "int_type": ("must be a whole number", "doit être un nombre entier"),
    "float_type": ("must be a number", "doit être un nombre"),
    "bool_type": ("must be true or false", "doit être true ou false"),
    "object_type": ("must be an object", "doit être un objet"),
    "list_type": ("must be a list", "doit être une liste"),
    "uuid_parsing": (
        'must be a UUID, as "0190b0a0-0000-7000-8000-000000000000"',
        "doit être un UUID, comme « 0190b0a0-0000-7000-8000-000000000000 »",
    ),
    "date_parsing": (
        'must be a date of the calendar, as "2017-06-28"',
        "doit être une date du calendrier, comme « 2017-06-28 »",
    ),
    "datetime_parsing": (
        'must be a moment with its offset, as "2017-06-28T09:30:00Z"',
        "doit être un moment avec son décalage, comme « 2017-06-28T09:30:00Z »",
    ),
    "enum": ("must be one of {expected}", "doit être une valeur parmi {expected}"),
    "greater_than_equal": ("must be at least {ge}", "doit être au moins {ge}"),
    "greater_than": ("must be more than {gt}", "doit être plus que {gt}"),
    "less_than_equal": ("must be at most {le}", "doit être au plus {le}"),
    "less_than": ("must be less than {lt}", "doit être moins que {lt}"),
    "string_pattern_mismatch": (
        "does not have the form {pattern}",
        "n'a pas la forme {pattern}",
    ),
    "string_too_short": (
        "must have at least {min_length} characters",
        "doit avoir au moins {min_length} caractères",
    ),
    "string_too_long": (
        "must have at most {max_length} characters",
        "doit avoir au plus {max_length} caractères",
    ),
    "too_short": (
        "must have at least {min_length} entries",
        "doit avoir au moins {min_length} éléments",
    ),
    "too_long": (
        "must have at most {max_length} entries",
        "doit avoir au plus {max_length} éléments",
    ),
    "not_json": ("is not JSON: {reason}", "n'est pas du JSON : {reason}"),
    "repeated": ("is given more than once", "est donné plus d'une fois"),
    "nul": ("holds the character NUL", "contient le caractère NUL"),
    "surrogate": (
        "holds half a character (a lone surrogate)",
        "contient un demi-caractère (un surrogate isolé)",
    ),
    "number": (
        "is a number that JSON cannot carry exactly; larger or finer values go as text",
        "est un nombre que JSON ne porte pas exactement ; au-delà, les valeurs vont en texte",
    ),
    "too_deep": ("is nested too deeply", "est imbriqué trop profondément"),
    "one_alone": (
        "excludes the other points in time that are given",
        "exclut les autres moments qui sont donnés",
    ),
    "cursor": (
        "is not a cursor of this list",
        "n'est pas un curseur de cette liste",
    ),
    "idempotency_key": (
        "must be 1 to 255 visible characters, given once",
        "doit compter de 1 à 255 caractères visibles, donnés une seule fois",
    ),
    "if_match": (
        'must be one version in quotes, as "3"',
        'doit être une seule version entre guillemets, comme "3"',
    ),
}


def fault(place: Place, at: str, kind: str, **limits: Any) -> Fault:
    """Describe a fault of a known kind."""
    english, _ = _SENTENCES[kind]
    described: Fault = {"in": place, "at": at, "kind": kind, "problem": english.format(**limits)}
    return {**described, "limits": limits} if limits else described


def malformed(faults: Sequence[Fault]) -> Malformed:
    """Return the refusal that lists the faults, and counts those it leaves out."""
    return Malformed(errors=list(faults[:MAX_FAULTS]), faults=len(faults))


def in_french(described: Fault) -> Fault:
    """Return the fault with its sentence in French, where it has one."""
    if described["kind"] not in _SENTENCES:
        known = getattr(described["problem"], "in_other_languages", {})
        return {**described, "problem": known.get("fr", described["problem"])}
    _, french = _SENTENCES[described["kind"]]
    limits = dict(described.get("limits", {}))
    if described["kind"] == "enum":  # of which pydantic says 'a', 'b' or 'c'
        limits["expected"] = " ou ".join(limits["expected"].rsplit(" or ", 1))
    return {**described, "problem": french.format(**limits)}


def from_pydantic(errors: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Describe the errors of a validation whose locations begin with the place."""
    return [_described(error) for error in errors]


def _described(error: Mapping[str, Any]) -> Fault:
    place, *path = error["loc"]
    kind = _SAME_KIND.get(error["type"], error["type"])
    if kind not in _SENTENCES:
        return {"in": place, "at": path_text(path), "kind": kind, "problem": _said(error)}
    return fault(place, path_text(path), kind, **_limits(error.get("ctx", {})))


def _said(error: Mapping[str, Any]) -> str:
    """Return what a check of the field said; it may have said it in other languages too."""
    match error.get("ctx", {}).get("error"):
        case ValueError(args=(str(sentence), *_)):
            return sentence
        case _:
            return str(error["msg"]).removeprefix("Value error, ")


def _limits(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in context.items() if name not in {"error", "class_name"}}


def path_text(path: Iterable[str | int]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
