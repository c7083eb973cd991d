"""`cic show partnership ID`: all that the unit's service knows of one partnership."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import httpx
from rich.console import Console

from cli.failure import fail
from cli.partnership_view import lines
from cli.sending import certificates
from deploy.local import state as states
from deploy.local.issuer import open_issuer
from deploy.local.layout import data_folder
from vocabulary.roles import ASSOCIATION_REVIEWER

TIMEOUT: Final = 10.0
"""Seconds."""
UNDER_IT: Final = ("protocols", "conventions", "commitments")
"""Whose lists are asked for by partnership, and whose histories are part of its own."""


def show_partnership(
    named: str, as_of: datetime | None, url: str | None, token: str | None, *, as_json: bool
) -> None:
    """Print one partnership's state, what is under it, what is due, and its whole history."""
    bearer = token or open_issuer(data_folder().keys).issue(ASSOCIATION_REVIEWER, ["*"])
    services = _services(url)
    id_ = _id(named) or _sought(services, bearer, named)
    view = next((view for each in services if (view := _view(each, bearer, id_, as_of))), None)
    if view is None:
        when = f"was known here on {as_of.isoformat()}" if as_of else "is known here"
        fail(f"no partnership {id_} {when}; ./cic show COUNTRY lists those of a country")
    if as_json:
        print(json.dumps(view, ensure_ascii=False, indent=1))
        return
    console = Console()
    for line in lines(view, asked_of=as_of):
        console.print(line)


def _id(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _sought(services: Sequence[str], bearer: str, name: str) -> str:
    """Return the id of the only partnership that has, or had, a member of this name."""
    found = []
    for url in services:
        with _client(url, bearer) as client:
            found += _Asking(client, None).every("/v1/partnerships", q=name)
    if not found:
        fail(f"no partnership of {name} is known here; ./cic show COUNTRY lists those of a country")
    if len(found) > 1:
        lines = "".join(f"\n  {each['id']}  {each['title']}" for each in found)
        fail(f"{name} has several, of which one is shown by its id:{lines}")
    return str(found[0]["id"])


def _client(url: str, bearer: str) -> httpx.Client:
    return httpx.Client(
        base_url=url,
        headers={"Authorization": f"Bearer {bearer}"},
        timeout=TIMEOUT,
        verify=certificates(url),
    )


def _services(url: str | None) -> Sequence[str]:
    """Return where to ask: at the URL given, else at every unit of this machine."""
    if url is not None:
        return [url]
    running = states.read(data_folder().state)
    if running is None:
        fail("nothing runs here: start it with ./cic up, or name a service with --url")
    return [*running.services("partnerships").values()]


def _view(url: str, bearer: str, id_: str, as_of: datetime | None) -> dict[str, Any] | None:
    with _client(url, bearer) as client:
        return _gathered(_Asking(client, as_of), id_)


class _Asking:
    """Asks a service, about the past where a moment is given."""

    def __init__(self, client: httpx.Client, as_of: datetime | None) -> None:
        self._client = client
        self._as_of = as_of

    @property
    def of_the_past(self) -> bool:
        return self._as_of is not None

    def one(self, path: str) -> Any | None:
        """Return the thing as it stands or stood, None if it is not known."""
        if self._as_of is None:
            return self._asked(path)
        return self._asked(f"{path}/past", as_of=self._as_of.isoformat())

    def every(self, path: str, **filters: str) -> list[Any]:
        """Return all pages of a list."""
        found: list[Any] = []
        after: dict[str, str] = {}
        while True:
            page = self._asked(path, first="200", **filters, **after)
            if page is None:
                return found
            found += page["items"]
            if page["next"] is None:
                return found
            after = {"after": page["next"]}

    def history(self, path: str) -> list[Any]:
        acts = self.every(f"{path}/history")
        if self._as_of is None:
            return acts
        return [a for a in acts if datetime.fromisoformat(a["recorded_at"]) <= self._as_of]

    def _asked(self, path: str, **query: str) -> Any | None:
        try:
            answer = self._client.get(path, params=query)
        except httpx.TransportError as error:
            fail(f"{self._client.base_url} does not answer: {error}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if not answer.is_success:
            fail(f"{self._client.base_url} answers {answer.status_code} {_reason(answer)}")
        return answer.json()


def _reason(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return answer.text[:200]
    faults = [f"{each['at']} {each['problem']}" for each in problem.get("errors", ())]
    return "; ".join(faults) or str(problem.get("title"))


def _gathered(asking: _Asking, id_: str) -> dict[str, Any] | None:
    """Return the partnership with the names of its communes and phases and what is under it."""
    partnership = asking.one(f"/v1/partnerships/{id_}")
    if partnership is None:
        return None
    history = _under("partnerships", partnership, asking.history(f"/v1/partnerships/{id_}"))
    under: dict[str, list[Any]] = {}
    for plural in UNDER_IT:
        ids = [each["id"] for each in asking.every(f"/v1/{plural}", partnership=id_)]
        stood = [asking.one(f"/v1/{plural}/{each}") for each in ids]
        under[plural] = [each for each in stood if each is not None]
        for each in under[plural]:
            history += _under(plural, each, asking.history(f"/v1/{plural}/{each['id']}"))
    programme = asking.one(f"/v1/programmes/{partnership['programme']}")
    return {
        "partnership": partnership,
        "programme": programme,
        "communes": _communes(asking, partnership),
        **under,
        "deadlines": [] if asking.of_the_past else asking.every("/v1/deadlines", partnership=id_),
        "history": sorted(history, key=lambda act: act["position"]),
    }


def _under(plural: str, thing: Mapping[str, Any], acts: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"of": plural.removesuffix("s"), "id": thing["id"], **act} for act in acts]


def _communes(asking: _Asking, partnership: Mapping[str, Any]) -> dict[str, Any]:
    members = [*partnership["members"], *partnership["former_members"]]
    ids = {member["commune"] for member in members}
    return {id_: asking.one(f"/v1/communes/{id_}") for id_ in sorted(ids)}
