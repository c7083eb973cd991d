"""Read templates/*.toml: the models of a programme's documents, part by part."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from programmes.entries import Entry
from programmes.faults import Fault
from programmes.files import Document
from programmes.model import Model, Programme
from programmes.sends import Send, Sender, Wave
from programmes.terms import sources, text
from vocabulary.communes import CommuneKind
from vocabulary.templates import (
    DocumentKind,
    Each,
    Form,
    Insert,
    Part,
    PartKind,
    Wording,
    wording_problem,
)

Kind = TypeVar("Kind", bound=StrEnum)


def read(folder: Path, of: Programme, faults: list[Fault]) -> tuple[Model, ...]:
    """Return the models, none where the pack has no such folder."""
    documents = [Document(path, faults) for path in sorted((folder / "templates").glob("*.toml"))]
    return tuple(model for each in documents if (model := _model(each, of)))


def sends(models: tuple[Model, ...], programme: Programme, sender: Sender) -> Iterator[Send]:
    for model in models:
        content = {
            "programme": programme.id,
            "document": model.document,
            "adopted_on": model.adopted_on,
            "wording": model.wording,
            "sources": model.sources,
        }
        yield sender.send(
            Wave.COUNTRY, "templates", model.id, "adopt", content, origin=model.origin
        )


def _model(document: Document, of: Programme) -> Model | None:
    document.only("template", "forms", "parts")
    entry = document.table("template")
    if entry is None:
        if document.readable:
            Entry(document.file, 1, {}, document.faults).fault("template", "is missing")
        return None
    entry.only(
        {"id", "document", "adopted_on", "title", "subtitle", "unofficial", "sources", "note"}
    )
    wording = Wording(
        title=text(entry, "title"),
        subtitle=text(entry, "subtitle"),
        parts=tuple(_part(each) for each in document.tables("parts")),
        forms=tuple(_form(each) for each in document.tables("forms")),
        unofficial=entry.split("unofficial"),
    )
    if problem := wording_problem(wording):
        entry.fault("parts", problem)
    return Model(
        id=entry.id("id"),
        document=_of(entry, "document", DocumentKind),
        adopted_on=entry.day("adopted_on"),
        wording=wording,
        sources=sources(entry, of.cited, entry.optional("note")),
        origin=f"{entry.file}:{entry.line}",
    )


def _of(entry: Entry, column: str, kinds: type[Kind]) -> Kind:
    """Return the member that the column names; a fault stands for it where there is none."""
    found = entry.choice(column, tuple(kinds))
    return kinds(found) if found in tuple(kinds) else next(iter(kinds))


def _part(entry: Entry) -> Part:
    entry.only({"kind", "text", "insert", "each", "joined", "new_page"})
    insert, each = entry.optional("insert"), entry.optional("each")
    return Part(
        kind=_of(entry, "kind", PartKind),
        text=text(entry, "text") if "text" in entry.values else None,
        insert=_of(entry, "insert", Insert) if insert else None,
        each=_of(entry, "each", Each) if each else None,
        joined=text(entry, "joined") if "joined" in entry.values else None,
        new_page=entry.values.get("new_page") is True,
    )


def _form(entry: Entry) -> Form:
    entry.only({"kind", "party", "of_party"})
    return Form(
        kind=_of(entry, "kind", CommuneKind),
        party=text(entry, "party"),
        of_party=text(entry, "of_party"),
    )
