"""One walk of the whole road, and what is seen of it at four moments."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from tests.system.running import eventually
from tests.system.whole_road import WholeRoad
from tests.system.whole_view import WHOLE_VIEW, normal


class HandOver(StrEnum):
    """Where one service has to hear of another for the walk to go on."""

    COUNTRY_PROGRAMME = "country programme: partnerships to planning"
    RATIFICATION = "protocol ratified: partnerships to planning"
    SUBMISSION = "action plan submitted: planning to reporting and partnerships"
    ANNEX = "action plan annexed: partnerships to planning"


class Stage(NamedTuple):
    """How far the walk is, as the view tells it."""

    protocol: str | None = None
    action_plan: str | None = None
    report: str | None = None
    houses: str | None = None


PENDING = Stage("SIGNED")
PLANNED = Stage("IN_FORCE", "ADOPTED", "EXPECTED")
RETURNED = Stage("IN_FORCE", "ADOPTED", "RETURNED")
ACCEPTED = Stage("IN_FORCE", "ADOPTED", "ACCEPTED", "1")


class Glimpse(NamedTuple):
    """The view at a moment, once everything recorded until then was known."""

    moment: str
    view: Mapping[str, Any]


Fault: TypeAlias = Callable[[HandOver], Awaitable[None]]


async def no_fault(_at: HandOver) -> None:
    """Let nothing fail."""


async def walk(road: WholeRoad, fault: Fault = no_fault) -> dict[Stage, Glimpse]:
    """Walk the whole road; `fault` strikes at each hand-over, before the other side has heard."""
    await road.to_signed()
    await road.admits()
    await fault(HandOver.COUNTRY_PROGRAMME)
    await road.drafts_a_plan()
    await is_refused(road)
    seen = {PENDING: await glimpse(road, PENDING)}

    await road.ratify(road.jette, "2022-04-20")
    await road.ratify(road.belfaa, "2022-05-11")
    await fault(HandOver.RATIFICATION)
    await road.strategy()
    content_hash = await road.agrees_on_the_plan()
    await road.submits_the_plan()
    await fault(HandOver.SUBMISSION)
    await road.concludes_the_convention()
    await road.annexes_the_plan(content_hash)
    await fault(HandOver.ANNEX)
    report = await road.report()
    seen[PLANNED] = await glimpse(road, PLANNED)

    await road.reports_figures(report, houses="2")
    await road.signs_the_report(report, "2023-01-20")
    comments = "Une maison est comptée deux fois."
    await road.reviews(report, "return", {"comments": comments, "on": "2023-02-01"})
    seen[RETURNED] = await glimpse(road, RETURNED)

    await road.corrects(houses="1")
    await road.signs_the_report(report, "2023-02-15")
    await road.reviews(report, "accept", {"on": "2023-03-01"})
    seen[ACCEPTED] = await glimpse(road, ACCEPTED)
    return seen


async def is_refused(road: WholeRoad) -> None:
    """While a council has still to vote nothing is submitted; both languages say why."""
    for language, reason in (
        ("en", "Until the council of every party has ratified the protocol"),
        ("fr", "Tant que le conseil de chaque partie n'a pas ratifié le protocole"),
    ):
        answer = await road.try_to_submit(language)
        refusal = answer.json()
        assert (answer.status_code, refusal["code"]) == (409, "ProtocolNotInForce")
        assert refusal["title"].startswith(reason)


async def glimpse(road: WholeRoad, stage: Stage) -> Glimpse:
    """Return what is seen from the moment on at which the view has come to the stage."""
    await eventually(lambda: whole_view(road), lambda view: reached(view) == stage)
    moment = datetime.now(UTC).isoformat()  # noqa: TID251 - a user's clock
    return Glimpse(moment, await whole_view(road, moment))


async def whole_view(road: WholeRoad, as_of: str | None = None) -> Any:
    """Return the normalised view, None while the gateway has not heard of the country."""
    view = await road.asked(WHOLE_VIEW, as_of)
    return view and normal(view, road.country, road.names)


def reached(view: Mapping[str, Any] | None) -> Stage:
    if view is None:
        return Stage()
    houses = [each["value"] for each in totals(view) if each["unit"] == "maison"]
    return Stage(
        protocol=_state(view["protocols"]),
        action_plan=_state(view["actionPlans"]),
        report=_state(view["reports"]),
        houses=next(iter(houses), None),
    )


def totals(view: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in view["figures"]["edges"]]


def _state(listed: Mapping[str, Any]) -> str | None:
    found = [str(edge["node"]["state"]) for edge in listed["edges"]]
    assert len(found) <= 1, f"there is more than one of it: {found}"
    return next(iter(found), None)
