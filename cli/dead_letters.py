"""`cic dead-letters`: what processes could not apply, and what is to become of it."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from cli.failure import fail
from cli.sending import certificates
from deploy.local import state as states
from deploy.local.issuer import open_issuer
from deploy.local.layout import data_folder
from vocabulary.roles import UNIT_ADMINISTRATOR

ADDRESS: Final = "/v1/dead-letters"
PAGE: Final = 200
TIMEOUT: Final = 30.0
"""Seconds."""
_PRINTED_WIDTH: Final = 140
_CREATED: Final = 300

app = typer.Typer(help="Look at what could not be applied, and decide.", no_args_is_help=True)

At = Annotated[str, typer.Argument(help="A process, as ./cic status names it, or a URL.")]
Number = Annotated[int, typer.Argument(help="The letter's number there.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the act and with who did it.")]
Token = Annotated[
    str | None, typer.Option(envvar="CIC_TOKEN", help="Instead of a token of this machine.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


@app.command("list")
def list_letters(
    at: Annotated[str | None, typer.Argument(help="A process or a URL; without it: all.")] = None,
    status: Annotated[
        str, typer.Option(help="open, parked, blocked, quarantined, replayed or discarded.")
    ] = "open",
    source: Annotated[str | None, typer.Option(help="Who said it, as ma.planning.")] = None,
    token: Token = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List letters, the sources that are halted, and processes that do not answer."""
    asked = {"status": status} | ({"source": source} if source else {})
    found: list[dict[str, Any]] = []
    halted: list[str] = []
    for name, url in _places(at).items():
        with _client(url, token) as client:
            degraded = _degraded(client)
            if degraded is None:
                halted.append(f"{name} does not answer")
                continue
            halted += [f"{name}: {source}, {why}" for source, why in degraded.items()]
            found += [{"at": name, **letter} for letter in _letters(client, asked)]
    if as_json:
        print(json.dumps({"letters": found, "halted": halted}, ensure_ascii=False, indent=1))
        return
    console = Console()
    if not console.is_terminal:
        console.width = _PRINTED_WIDTH
    console.print(_table(found) if found else f"no {status} dead letters")
    for each in halted:
        console.print(f"[red]{each}[/]")


@app.command()
def show(at: At, number: Number, token: Token = None) -> None:
    """Show one letter whole, with what was done with it, as JSON."""
    with _client(_place(at), token) as client:
        print(json.dumps(_answer(client, "GET", f"/{number}"), ensure_ascii=False, indent=1))


@app.command()
def replay(
    at: At,
    reason: Reason,
    number: Annotated[int | None, typer.Argument(help="A letter of the stream.")] = None,
    token: Token = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every stream that waits.")] = False,
) -> None:
    """Apply the stream of a letter in order, up to one that fails again."""
    if (number is None) != every:
        fail("name a letter, or --all")
    with _client(_place(at), token) as client:
        numbers = _first_of_each(client) if number is None else [number]
        stuck = [each for each in numbers if not _replay(client, each, reason)]
    if stuck:
        raise typer.Exit(1)


@app.command()
def discard(at: At, number: Number, reason: Reason, token: Token = None) -> None:
    """Give up on one letter; those behind it in its stream stay until they are replayed."""
    with _client(_place(at), token) as client:
        _answer(client, "POST", f"/{number}/discard", reason=reason)
    print(f"{number} is given up; what waits behind it can be replayed")


@app.command()
def edit(
    at: At,
    number: Number,
    reason: Reason,
    data: Annotated[str, typer.Option(help="A file with the event's whole data; - reads stdin.")],
    token: Token = None,
) -> None:
    """Let a letter's event say something else, for this reader; replay it then."""
    text = sys.stdin.read() if data == "-" else Path(data).read_text(encoding="utf-8")
    with _client(_place(at), token) as client:
        _answer(client, "POST", f"/{number}/edit", reason=reason, data=text)
    print(f"{number} is edited; what it said is kept with the act")


@app.command()
def resume(
    at: At,
    source: Annotated[str, typer.Argument(help="The halted source, as ma.planning.")],
    reason: Reason,
    token: Token = None,
) -> None:
    """Read a source on that was halted because too many of its events failed."""
    with _client(_place(at), token) as client:
        _answer(client, "POST", f"/of/{source}/resume", reason=reason)
    print(f"{at} reads {source} on")


@app.command()
def acts(at: At, token: Token = None) -> None:
    """Show what was done with dead letters, by whom and why, as JSON lines."""
    with _client(_place(at), token) as client:
        for act in _pages(client, "/acts", {}):
            print(json.dumps(act, ensure_ascii=False))


def _replay(client: httpx.Client, number: int, reason: str) -> bool:
    done = _answer(client, "POST", f"/{number}/replay", reason=reason)
    said = f"{done['applied']} applied"
    if done["stuck"] is not None:
        said += f"; {done['stuck']} fails again: {done['error']}"
    print(said)
    return done["stuck"] is None


def _first_of_each(client: httpx.Client) -> list[int]:
    """Return one letter of each stream that waits."""
    first: dict[tuple[Any, ...], int] = {}
    for status in ("parked", "blocked"):
        for letter in _letters(client, {"status": status}):
            stream = tuple(letter[k] for k in ("reader", "reader_version", "source", "stream"))
            first.setdefault(stream, letter["id"])
    return sorted(first.values())


def _letters(client: httpx.Client, asked: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    return _pages(client, "", asked)


def _pages(client: httpx.Client, path: str, asked: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    after: dict[str, str] = {}
    while True:
        page = _answer(client, "GET", path, {**asked, **after, "first": str(PAGE)})
        yield from page["items"]
        if page["next"] is None:
            return
        after = {"after": page["next"]}


def _degraded(client: httpx.Client) -> Mapping[str, str] | None:
    """Return what is halted and why, None where nobody answers."""
    try:
        degraded: Mapping[str, str] = client.get("/readyz").json().get("degraded", {})
    except (httpx.TransportError, ValueError):
        return None
    return {what: why for what, why in degraded.items() if what.startswith("consumer ")}


def _table(letters: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    for name in ("at", "number", "status", "source", "position", "type", "why"):
        table.add_column(name, overflow="fold")
    for each in letters:
        position = "" if each["position"] is None else str(each["position"])
        table.add_row(
            each["at"],
            str(each["id"]),
            each["status"],
            each["source"],
            position,
            (each["type"] or "").rpartition(".v")[0].rpartition(".")[2],
            each["error"],
        )
    return table


def _places(at: str | None) -> dict[str, str]:
    """Return the URL of a process, or of all that run, by name."""
    if at is not None and "://" in at:
        return {at: at}
    state = states.read(data_folder().state)
    if state is None:
        fail("nothing runs here: start it with ./cic up, or name a URL")
    running = {
        name: process.url
        for name, process in state.processes.items()
        if process.url and process.url.startswith("http") and (process.service or name == "gateway")
    }
    if at is None:
        return running
    if at not in running:
        fail(f"no process {at}; there are {', '.join(sorted(running))}")
    return {at: running[at]}


def _place(at: str) -> str:
    return next(iter(_places(at).values()))


def _client(url: str, token: str | None) -> httpx.Client:
    bearer = token or open_issuer(data_folder().keys).issue(UNIT_ADMINISTRATOR, ["*"])
    return httpx.Client(
        base_url=url,
        headers={"Authorization": f"Bearer {bearer}"},
        timeout=TIMEOUT,
        verify=certificates(url),
    )


def _answer(
    client: httpx.Client,
    method: str,
    path: str,
    asked: Mapping[str, str] | None = None,
    **body: str,
) -> Any:
    try:
        answer = client.request(method, ADDRESS + path, params=asked, json=body or None)
    except httpx.TransportError as error:
        fail(f"{client.base_url} does not answer: {error}")
    try:
        said = answer.json()
    except ValueError:
        fail(f"{client.base_url} answers {answer.status_code} {answer.text[:200]}")
    if answer.status_code >= _CREATED:
        more = f" ({said['why']})" if "why" in said else ""
        fail(f"{said.get('title', answer.reason_phrase)}{more}")
    return said
