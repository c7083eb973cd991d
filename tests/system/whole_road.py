"""The whole road: plans and reports behind the protocol, each party with its own token."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import httpx
from uuid_utils.compat import uuid7

from tests.system.road import Road, patiently
from tests.system.running import eventually
from vocabulary import roles

_PLANNING = ("/v1/strategic-plans", "/v1/action-plans")
_REPORTING = ("/v1/reports", "/v1/measurements", "/v1/expenses")


@dataclass
class WholeRoad(Road):
    """A protocol, a country's strategy, a joint action plan, and the report on it."""

    planning_url: str = ""
    reporting_url: str = ""
    strategic_plan: UUID = field(default_factory=uuid7)
    outcome: UUID = field(default_factory=uuid7)
    output: UUID = field(default_factory=uuid7)
    houses: UUID = field(default_factory=uuid7)
    satisfied: UUID = field(default_factory=uuid7)
    action_plan: UUID = field(default_factory=uuid7)
    budget_line: UUID = field(default_factory=uuid7)
    convention: UUID = field(default_factory=uuid7)
    measured: UUID = field(default_factory=uuid7)
    not_measured: UUID = field(default_factory=uuid7)
    expense: UUID = field(default_factory=uuid7)
    report_id: UUID | None = None

    seen: dict[str, int] = field(default_factory=dict)
    """The latest position that each service has answered: what is read is to be as new."""

    def service_url(self, path: str) -> str:
        if path.startswith(_PLANNING):
            return self.planning_url
        return self.reporting_url if path.startswith(_REPORTING) else self.unit_url

    @property
    def names(self) -> dict[str, str]:
        """What each id of the walk stands for."""
        return {str(value): name for name, value in vars(self).items() if isinstance(value, UUID)}

    @property
    def reviewer(self) -> str:
        return self.token(roles.ASSOCIATION_REVIEWER, [self.unit])

    async def accepted(self, token: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await super().accepted(token, path, body)
        self.seen[self.service_url(path)] = answer["position"]
        return answer

    async def said(
        self, commune: UUID, path: str, body: dict[str, Any], later: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Send as a commune; ask again while the answer is one of the codes in `later`."""
        if later:
            asked = partial(self.send, self.of(commune), path, body)
            await patiently(asked, later=lambda answer: _code(answer) in later)
        return await self.accepted(self.of(commune), path, body)

    async def read(self, path: str) -> dict[str, Any]:
        """Read of a service, as the country unit, what it shows of all that it has accepted."""
        url = self.service_url(path)
        headers = {
            "authorization": f"Bearer {self.coordination}",
            "x-min-position": str(self.seen.get(url, 0)),
        }
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            answer = await patiently(lambda: client.get(path, headers=headers))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    # --- planning -------------------------------------------------------------------------------

    async def admits(self) -> None:
        for commune in (self.jette, self.belfaa):
            path = f"/v1/country-programmes/{self.country_programme}/admit-commune"
            body = {"commune": str(commune), "since": "2022-01-01"}
            await self.accepted(self.coordination, path, body)

    async def strategy(self) -> None:
        """Draft, submit, and have every commune of the country programme validate."""
        path = f"/v1/strategic-plans/{self.strategic_plan}"
        draft = {
            "country_programme": str(self.country_programme),
            "on": "2022-02-01",
            "drafted_by": str(self.belfaa),
            "chain": self._chain(),
        }
        # planning hears of the country programme a moment after partnerships has it
        unheard = ("CountryProgrammeUnknown", "DoesNotTakePart", "NotFound", "PhaseUnknown")
        await self.said(self.belfaa, f"{path}/draft", draft, later=unheard)
        submitted = {"on": "2022-02-02", "submitted_by": str(self.belfaa)}
        await self.said(self.belfaa, f"{path}/submit", submitted, later=("NoCommuneTakesPart",))
        seen = await self.read(path)
        for commune in (self.jette, self.belfaa):
            body = {
                "commune": str(commune),
                "version": 1,
                "content_hash": seen["content_hash"],
                "on": "2022-02-20",
            }
            await self.said(commune, f"{path}/validate", body)

    def _chain(self) -> list[dict[str, Any]]:
        return [
            {
                "id": str(self.outcome),
                "level": "outcome",
                "code": "OS",
                "text": {"fr": "Les communes mènent une politique d'action sociale"},
            },
            {
                "id": str(self.output),
                "level": "output",
                "code": "R1",
                "parent": str(self.outcome),
                "text": {"fr": "Des maisons de l'emploi sont ouvertes"},
                "indicators": [
                    {
                        "id": str(self.houses),
                        "code": "R1.1",
                        "text": {"fr": "Maisons de l'emploi ouvertes"},
                        "unit": "maison",
                        "baseline": {"value": "0", "year": 2021},
                        "targets": [{"year": 2022, "value": "1"}, {"year": 2023, "value": "3"}],
                        "source_of_verification": "rapports communaux",
                        "lowest": "0",
                    },
                    {
                        "id": str(self.satisfied),
                        "code": "R1.2",
                        "text": {"fr": "Usagers satisfaits"},
                        "unit": "%",
                        "baseline": {"note": "enquête en 2022"},
                        "targets": [{"year": 2023, "value": "60"}],
                        "source_of_verification": "enquête",
                        "dimensions": ["sex"],
                        "lowest": "0",
                        "highest": "100",
                    },
                ],
            },
        ]

    async def drafts_a_plan(self) -> None:
        body = {
            "partnership": str(self.partnership),
            "phase": str(self.phase),
            "party": str(self.belfaa),
            "on": "2022-03-15",
            "content": {
                "title": {"fr": "Plan d'action commun 2022"},
                "period": {"starts_on": "2022-06-01", "ends_on": "2022-12-31"},
                "actions": [
                    {
                        "code": "A1",
                        "text": {"fr": "Ouvrir la maison de l'emploi"},
                        "results": [str(self.output)],
                    }
                ],
                "indicators": [str(self.houses), str(self.satisfied)],
                "budget_lines": [
                    {
                        "id": str(self.budget_line),
                        "code": "B1",
                        "text": {"fr": "Équipement"},
                        "amount": {"amount": "12000.00", "currency": "MAD"},
                    }
                ],
            },
        }
        unheard = ("PartnershipUnknown", "PhaseUnknown", "PartnershipNotInPhase", "NotAParty")
        await self.said(self.belfaa, f"/v1/action-plans/{self.action_plan}/draft", body, unheard)

    async def agrees_on_the_plan(self) -> str:
        path = f"/v1/action-plans/{self.action_plan}"
        content_hash = (await self.read(path))["content_hash"]
        for commune in (self.belfaa, self.jette):
            body = {"party": str(commune), "on": "2022-05-15", "content_hash": content_hash}
            await self.said(commune, f"{path}/agree", body)
        return str(content_hash)

    async def try_to_submit(self, language: str) -> httpx.Response:
        body = {"party": str(self.belfaa), "on": "2022-05-20"}
        path = f"/v1/action-plans/{self.action_plan}/submit"
        return await self.send(self.of(self.belfaa), path, body, language)

    async def submits_the_plan(self) -> None:
        """Submit once planning has heard that the protocol is in force."""
        body = {"party": str(self.jette), "on": "2022-05-21"}
        path = f"/v1/action-plans/{self.action_plan}/submit"
        await self.said(self.jette, path, body, later=("ProtocolNotInForce",))

    async def concludes_the_convention(self) -> None:
        path = f"/v1/conventions/{self.convention}"
        line = {
            "id": str(self.budget_line),
            "code": "B1",
            "text": {"fr": "Équipement"},
            "amount": {"amount": "12000.00", "currency": "MAD"},
        }
        draft = {
            "partnership": str(self.partnership),
            "protocol": str(self.protocol),
            "drafted_by": str(self.jette),
            "on": "2022-05-12",
            "budget_lines": [line],
        }
        await self.said(self.jette, f"{path}/draft", draft)
        content_hash = (await self.read(path))["content_hash"]
        for commune in (self.jette, self.belfaa):
            signature = self._signature(commune, content_hash, "2022-05-14") | {"place": "Belfaa"}
            await self.said(commune, f"{path}/sign", signature)

    async def annexes_the_plan(self, content_hash: str) -> None:
        body = {
            "party": str(self.jette),
            "action_plan": str(self.action_plan),
            "content_hash": content_hash,
            "on": "2022-05-25",
        }
        path = f"/v1/conventions/{self.convention}/annex-action-plan"
        await self.said(self.jette, path, body, later=("ActionPlanUnknown",))

    # --- reporting ------------------------------------------------------------------------------

    async def report(self) -> UUID:
        """Return the report that reporting expects on the plan, once it has heard of it."""
        path = f"/v1/reports?partnership={self.partnership}"
        expected = await eventually(lambda: self.read(path), lambda answer: answer["items"])
        (self.report_id,) = (UUID(item["id"]) for item in expected["items"])
        return self.report_id

    async def reports_figures(self, report: UUID, houses: str = "2") -> None:
        value = {"report": str(report), "party": str(self.belfaa), "year": 2022, "on": "2023-01-10"}
        await self.said(
            self.belfaa,
            f"/v1/measurements/{self.measured}/record",
            value | {"indicator": str(self.houses), "value": houses},
        )
        await self.said(
            self.belfaa,
            f"/v1/measurements/{self.not_measured}/record",
            value | {"indicator": str(self.satisfied), "not_measured": "enquête reportée à 2023"},
        )
        # reporting may hear of the plan before it hears that the protocol is in force
        unheard = ("ProtocolNotInForce", "PhaseNotOpen")
        await self.said(
            self.belfaa,
            f"/v1/expenses/{self.expense}/book",
            {
                "report": str(report),
                "party": str(self.belfaa),
                "budget_line": str(self.budget_line),
                "cost_class": "operational",
                "amount": {"amount": "11250.50", "currency": "MAD"},
                "on": "2022-10-03",
                "document": "Facture 2022/118",
                "recorded_on": "2023-01-11",
            },
            later=unheard,
        )
        narrative = {"fr": "La maison de l'emploi est ouverte."}
        draft = {"party": str(self.jette), "narrative": narrative, "on": "2023-01-15"}
        await self.said(self.jette, f"/v1/reports/{report}/draft", draft)

    async def signs_the_report(self, report: UUID, day: str) -> None:
        for commune in (self.jette, self.belfaa):
            content_hash = (await self.read(f"/v1/reports/{report}"))["content_hash"]
            signature = self._signature(commune, content_hash, day)
            await self.said(commune, f"/v1/reports/{report}/sign", signature)

    async def reviews(self, report: UUID, verb: str, body: dict[str, Any]) -> None:
        await self.accepted(self.reviewer, f"/v1/reports/{report}/{verb}", body)

    async def corrects(self, houses: str) -> None:
        body = {
            "party": str(self.belfaa),
            "on": "2023-02-10",
            "value": houses,
            "reason": "une maison avait été comptée deux fois",
        }
        await self.said(self.belfaa, f"/v1/measurements/{self.measured}/correct", body)

    def _signature(self, commune: UUID, content_hash: str, day: str) -> dict[str, Any]:
        return {
            "party": str(commune),
            "signatory": {
                "subject_ref": f"subject-{uuid7()}",
                "function": "Bourgmestre" if commune == self.jette else "Président de commune",
                "acting_for": "Collège communal" if commune == self.jette else "Conseil communal",
            },
            "on": day,
            "content_hash": content_hash,
        }


def _code(answer: httpx.Response) -> str:
    return "" if answer.status_code == 200 else str(answer.json().get("code"))
