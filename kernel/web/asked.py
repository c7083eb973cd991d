"""Read a command's request: id, headers and body in one go, naming every fault at once."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import rfc8785
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model
from pydantic_core import PydanticCustomError
from starlette.datastructures import Headers

from kernel.web.faults import Fault, fault, from_pydantic, malformed
from kernel.web.strict_json import NotJson, Read, read_json

_COMMAND_IDS = uuid5(NAMESPACE_URL, "kernel:commands")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_VERSION = re.compile(r'"([0-9]{1,15})"')
_STRICT: Final = ConfigDict(extra="forbid", strict=True)


def _id(text: str) -> UUID:
    if not _UUID.fullmatch(text):
        raise PydanticCustomError("uuid_parsing", "must be a UUID")
    return UUID(text)


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise PydanticCustomError("idempotency_key", "must be visible characters")
    return text


def _version(text: str) -> int:
    if not (match := _VERSION.fullmatch(text)):
        raise PydanticCustomError("if_match", "must be a version")
    return int(match[1])


class _Path(BaseModel):
    id: Annotated[UUID, BeforeValidator(_id)]


class _Header(BaseModel):
    key: Annotated[str, BeforeValidator(_key)] | None = Field(None, alias="Idempotency-Key")
    expected: Annotated[int, BeforeValidator(_version)] | None = Field(None, alias="If-Match")


class Marks(BaseModel):
    """What may be said of any command beside its own fields."""

    model_config = _STRICT

    demonstration: bool = Field(
        default=False, description="Made up to show the platform; shown as such everywhere."
    )
    provenance: Annotated[str, Field(min_length=1, max_length=2000)] | None = Field(
        default=None, description="Where a statement that is not official comes from."
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is understood; whether it may be and can be is not yet known."""

    id: UUID
    key: str | None
    expected_version: int | None
    command: Any
    marks: Marks
    fingerprint: bytes

    def command_id(self, subject: str, route: str) -> UUID:
        """Return the same for the same caller, address and key; without a key never the same."""
        if self.key is None:
            return uuid4()
        return uuid5(_COMMAND_IDS, rfc8785.dumps([subject, route, str(self.id), self.key]).decode())


class Reader:
    """Reads requests for one command class: its fields are the body, and nothing else is taken."""

    def __init__(self, command: type[object]) -> None:
        # Dataclasses inside the command have no configuration of their own and inherit this one.
        self.model = create_model(
            f"{command.__name__}Request",
            __config__=_STRICT,
            path=(_Path, ...),
            header=(_Header, ...),
            marks=(Marks, ...),
            body=(command, ...),
        )

    def read(self, id_: str, headers: Headers, raw: bytes) -> Asked:
        """Understand a request; raises `Malformed` with every fault of path, headers and body."""
        body, readable = _body(raw)
        faults = [*body.faults]
        header = {
            # Given twice it is what RFC 9110, 5.3 makes of it, a list: not what either takes.
            name: ", ".join(headers.getlist(name))
            for name in ("Idempotency-Key", "If-Match")
            if name in headers
        }
        try:
            asked: Any = self.model.model_validate_json(
                json.dumps({"path": {"id": id_}, "header": header, **_parts(body.value)})
            )
        except ValidationError as error:
            found = _placed(error)
            faults += found if readable else [each for each in found if each["in"] != "body"]
        if faults:
            raise malformed(faults)
        canonical = rfc8785.dumps([id_.lower(), asked.header.expected, body.value])
        return Asked(
            asked.path.id,
            asked.header.key,
            asked.header.expected,
            asked.body,
            asked.marks,
            hashlib.sha256(canonical).digest(),
        )


_READERS: Final[dict[type[object], Reader]] = {}


def reader_of(command: type[object]) -> Reader:
    """Return the one reader of a command class: it is large, and the same for every unit."""
    if command not in _READERS:
        _READERS[command] = Reader(command)
    return _READERS[command]


def _body(raw: bytes) -> tuple[Read, bool]:
    """Return the body and whether it could be read at all; none is an object without fields."""
    try:
        return read_json(raw or b"{}"), True
    except NotJson as reason:
        return Read({}, [fault("body", "", "not_json", reason=str(reason))]), False


def _parts(value: Any) -> dict[str, Any]:
    """Separate what any command may say from the command's own fields."""
    if not isinstance(value, dict):
        return {"marks": {}, "body": value}
    marks = {name: each for name, each in value.items() if name in Marks.model_fields}
    return {"marks": marks, "body": {n: each for n, each in value.items() if n not in marks}}


def _placed(error: ValidationError) -> list[Fault]:
    def placed(each: Mapping[str, Any]) -> Mapping[str, Any]:
        place, *path = each["loc"]
        return {**each, "loc": ("body" if place == "marks" else place, *path)}

    return from_pydantic(placed(each) for each in error.errors(include_url=False))
