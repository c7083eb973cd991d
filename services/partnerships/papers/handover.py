"""Compose the file that someone new in office is handed: a few pages, in words and tables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from services.partnerships.papers.paper import Block, Grid, Paper, Piece, Said, Style, Words
from services.partnerships.papers.wording import label
from vocabulary.hashing import content_hash
from vocabulary.text import read

Row = Mapping[str, Any]
Rows = Iterable[tuple[str, ...]]

_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "title": "Dossier de passation",
        "programme": "Coopération internationale communale",
        "intro": "Ce que la commune a signé, ce qu'elle doit, ce qui reste ouvert, ce qui échoit "
        "dans l'année et ce qui est dépensé, d'après ce qui est consigné à ce jour.",
        "hash": "Empreinte des données de ce dossier",
        "partnerships": "Partenariats",
        "signed": "Ce qui est signé",
        "open": "Ce qui est ouvert",
        "owed": "Ce que la commune s'est engagée à donner",
        "due": "Ce qui échoit dans l'année",
        "spent": "Ce qui est dépensé",
        "nothing": "Rien n'est consigné.",
        "protocol": "protocole",
        "convention": "convention",
        "head_partnerships": "Partenariat|Pays|État|Depuis",
        "head_signed": "Partenariat|Acte|Depuis|Jusqu'au",
        "head_open": "Partenariat|Ce qui manque|De qui|Depuis",
        "head_owed": "Partenariat|Engagement|Période|État",
        "head_due": "Jour|Quoi|Partenariat",
        "head_spent": "Partenariat|Ligne|Budget|Accepté|Reste",
        "vote": "vote du conseil",
        "late": "en retard",
        "active": "actif",
        "suspended": "suspendu",
        "terminated": "terminé",
        "fulfilled": "rempli",
        "released": "libéré",
        "data-protection-annex": "annexe sur les données personnelles",
        "joint-action-plan": "plan d'action commun",
        "standing-open": "en cours",
    },
    "en": {
        "title": "Handover file",
        "programme": "Municipal international cooperation",
        "intro": "What the commune has signed, what it owes, what is open, what is due within the "
        "year and what is spent, as recorded to this day.",
        "hash": "Digest of this file's data",
        "partnerships": "Partnerships",
        "signed": "What is signed",
        "open": "What is open",
        "owed": "What the commune has undertaken to give",
        "due": "What is due within the year",
        "spent": "What is spent",
        "nothing": "Nothing is recorded.",
        "protocol": "protocol",
        "convention": "convention",
        "head_partnerships": "Partnership|Country|State|Since",
        "head_signed": "Partnership|Act|Since|Until",
        "head_open": "Partnership|What is missing|From whom|Since",
        "head_owed": "Partnership|Undertaking|Period|State",
        "head_due": "Day|What|Partnership",
        "head_spent": "Partnership|Line|Budget|Accepted|Left",
        "vote": "vote of the council",
        "late": "overdue",
        "standing-open": "open",
    },
}
NOTHING: Final = "–"


def handover_paper(file: Row, language: str, summary: Callable[[Row, str], str]) -> Paper:
    """Return the paper; `summary` says what a thing due is. Its hash is that of the data."""
    said = _SAID[language]
    title = _titles(file)
    blocks = [
        _words(said["intro"], Style.PARAGRAPH, language),
        *_table("partnerships", _partnerships(file, said), language),
        *_table("signed", _signed(file, title, said), language),
        *_table("open", _open(file, title, said), language),
        *_table("owed", _owed(file, title, language), language),
        *_table("due", _due(file, language, summary), language),
        *_table("spent", _spent(file, title, language), language, numbers=(2, 3, 4)),
    ]
    made_up = any(each["demonstration"] for each in (*file["partnerships"], *file["protocols"]))
    return Paper(
        languages=(language,),
        programme=said["programme"],
        title=_plain(said["title"], language),
        subtitle=_plain(str(file["commune"]["name"]), language),
        parties=(str(file["commune"]["name"]),),
        version=str(file["on"]),
        hash_label=said["hash"],
        hash=content_hash(file),
        day=date.fromisoformat(file["on"]),
        page_label=label("page", language),
        blocks=tuple(blocks),
        notes=(label("made_up", language),) if made_up else (),
        stamp=label("stamp", language) if made_up else None,
    )


def _titles(file: Row) -> Callable[[str], str]:
    titles = {each["id"]: each["title"] or NOTHING for each in file["partnerships"]}
    return lambda id_: titles.get(id_, NOTHING)


def _table(name: str, rows: Rows, language: str, numbers: tuple[int, ...] = ()) -> Iterator[Block]:
    said = _SAID[language]
    yield _words(said[name], Style.HEADING, language)
    told = tuple(tuple((Piece(cell),) for cell in row) for row in rows)
    if told:
        yield Grid(head=tuple(said[f"head_{name}"].split("|")), rows=told, numbers=numbers)
    else:
        yield _words(said["nothing"], Style.PARAGRAPH, language)


def _words(text: str, style: Style, language: str) -> Words:
    return Words(style=style, said=_plain(text, language))


def _plain(text: str, language: str) -> Said:
    return {language: (Piece(text),)}


def _partnerships(file: Row, said: Mapping[str, str]) -> Rows:
    for each in file["partnerships"]:
        since = each["since"] or NOTHING
        yield (
            each["title"] or NOTHING,
            each["country"],
            said.get(each["state"], each["state"]),
            since,
        )


def _signed(file: Row, title: Callable[[str], str], said: Mapping[str, str]) -> Rows:
    for each in file["protocols"]:
        if each["in_force_since"]:
            since, until = each["in_force_since"], each["expired_on"] or each["ends_on"]
            yield title(each["partnership"]), said["protocol"], since, until
    for each in file["conventions"]:
        if each["concluded"]:
            since, until = each["concluded"]["on"], each.get("closed_on") or NOTHING
            yield title(each["partnership"]), said["convention"], since, until


def _open(file: Row, title: Callable[[str], str], said: Mapping[str, str]) -> Rows:
    """Yield whose vote, signature or annex is awaited; whom it takes by name where it is known."""
    names = {file["commune"]["id"]: file["commune"]["name"]}
    for due in file["deadlines"]:
        names.setdefault(due["commune"], due["commune_name"])
    for each in file["protocols"]:
        for party in each["awaiting"]:
            who, since = names.get(party) or NOTHING, each["awaiting_since"] or NOTHING
            yield title(each["partnership"]), said["vote"], who, since
    for each in file["conventions"]:
        for lack in each["missing"]:
            who, since = names.get(lack["party"]) or NOTHING, lack["since"] or NOTHING
            yield title(each["partnership"]), said.get(lack["what"], lack["what"]), who, since


def _owed(file: Row, title: Callable[[str], str], language: str) -> Rows:
    said = _SAID[language]
    for each in file["commitments"]:
        period = f"{each['starts_on']} – {each['ends_on']}"
        state = said["standing-open"] if each["state"] == "open" else each["state"]
        what = _undertaken(each, language)
        yield title(each["partnership"]), what, period, said.get(state, state)


def _undertaken(each: Row, language: str) -> str:
    measure = each["measure"]
    money = measure.get("money")
    how_much = (
        f"{money['amount']} {money['currency']}"
        if money
        else f"{measure['quantity']} {measure['unit']}"
    )
    return f"{read(each['text'], language)} : {how_much}"


def _due(file: Row, language: str, summary: Callable[[Row, str], str]) -> Rows:
    for each in file["deadlines"]:
        late = f" ({_SAID[language]['late']})" if each["overdue"] else ""
        yield f"{each['due_on']}{late}", summary(each, language), each["title"] or NOTHING


def _spent(file: Row, title: Callable[[str], str], language: str) -> Rows:
    for each in file["conventions"]:
        lines: Sequence[Row] = each["budget"]["lines"] if each["budget"] else ()
        for line in lines:
            figures = (line[name] for name in ("budgeted", "accepted", "left"))
            told = (f"{figure} {line['currency']}" if figure else NOTHING for figure in figures)
            words = f"{line['code']} {read(line['text'], language)}"
            yield (title(each["partnership"]), words, *told)
