"""What is shown of the register: organs and ends of communes, actors, groups; and of terms."""

from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg
import pytest

from contracts.partnerships import conventions as told
from contracts.partnerships.communes import (
    CommuneOrganCorrected,
    CommunePlaceCorrected,
    CommuneReinstated,
)
from contracts.partnerships.regional_groups import (
    PartnershipLeftGroup,
    RegionalGroupDissolved,
    RegionalGroupNamesCorrected,
)
from contracts.partnerships.territorial_actors import (
    TerritorialActorEnded,
    TerritorialActorNamesCorrected,
    TerritorialActorRenamed,
)
from gateway.plans.engine import Engine
from gateway.read_model.communes import COMMUNE, SUCCESSOR
from gateway.read_model.conventions import CONVENTION as CONVENTIONS
from gateway.read_model.ids import gid
from gateway.read_model.regional_groups import GROUP as GROUPS
from gateway.read_model.regional_groups import MEMBERSHIP
from gateway.read_model.territorial_actors import TERRITORIAL_ACTOR
from tests.gateway.asking import ask, hear
from tests.gateway.cooperation import CONVENTION, LINE, concluded, convention_signed
from tests.gateway.register import ACTOR, GROUP, JOINED, MELLE, MERGED, TOLD
from tests.gateway.story import BELFAA, JETTE, PARTNERSHIP, PROTOCOL, binding
from tests.gateway.telling import Unit, told_by
from vocabulary.acts import Evidence
from vocabulary.budgets import CostClass
from vocabulary.communes import Coordinates, OrganKind
from vocabulary.conventions import Advance, Allotment, BudgetShare, FinancialTerms
from vocabulary.money import Money

TERMS = FinancialTerms(
    allotments=(
        Allotment(line=LINE, year=2023, cost_class=CostClass.OPERATIONAL, amount="12500.00"),
    ),
    advances=(
        Advance(
            code="A1",
            due_on=date(2023, 1, 15),
            amount=Money("5000.00", "EUR"),
            condition={"fr": "à la signature"},
        ),
        Advance(code="A2", due_on=date(2024, 1, 15), amount=Money("2500.00", "EUR")),
    ),
    eligible_cost_classes=(CostClass.OPERATIONAL,),
    shares=(BudgetShare(source="DGD", percentage="100"),),
)
RULES = told.DataProtectionAnnexed(
    convention=CONVENTION,
    version=1,
    partnership=PARTNERSHIP,
    document=Evidence(reference="annexe RGPD", sha256="ab" * 32),
    on=date(2022, 5, 20),
    party=JETTE,
)
RECEIVED = told.AdvanceReceived(
    convention=CONVENTION,
    partnership=PARTNERSHIP,
    party=BELFAA,
    advance="A1",
    amount=Money("5000.00", "EUR"),
    on=date(2023, 1, 20),
)
ABANDONED = told.ConventionAbandoned(
    convention=CONVENTION,
    version=1,
    partnership=PARTNERSHIP,
    protocol=PROTOCOL,
    party=JETTE,
    on=date(2022, 7, 1),
    reason="mauvais protocole",
    voided=(JETTE,),
)


RIGHTED = TerritorialActorNamesCorrected(
    territorial_actor=ACTOR,
    recorded_since=date(2012, 1, 1),
    names={"fr": "Association Al-Amal"},
    since=None,
    reason="faute de frappe",
)


def registered() -> Unit:
    unit = binding()
    unit.say(*TOLD)
    return unit


def paid() -> Unit:
    """Tell all until a convention with terms is concluded and its first advance has arrived."""
    unit = binding()
    unit.say(RULES)
    unit.say(convention_signed(JETTE))
    unit.say(convention_signed(BELFAA, signed_by_all=True), replace(concluded(), terms=TERMS))
    unit.say(RECEIVED)
    return unit


def test_organs_and_regions_are_shown_with_their_days_as_they_were_corrected() -> None:
    unit = registered()
    unit.say(
        CommuneOrganCorrected(
            commune=BELFAA,
            recorded_since=date(2022, 2, 1),
            kind=OrganKind.SPECIAL_DELEGATION,
            names={"fr": "Délégation spéciale"},
            since=date(2022, 3, 1),
            reason="installation",
        ),
        CommunePlaceCorrected(
            commune=BELFAA,
            coordinates=Coordinates(latitude=30.0, longitude=-9.5),
            region="Souss-Massa (Agadir)",
            reason="nom officiel",
        ),
    )
    row = told_by(unit).one(COMMUNE, id=str(BELFAA))
    assert [(each["kind"], each["since"], each["until"]) for each in row["organs"]] == [
        ("COUNCIL", None, date(2022, 3, 1)),
        ("SPECIAL_DELEGATION", date(2022, 3, 1), None),
    ]
    assert row["region"] == "Souss-Massa (Agadir)"
    assert row["coordinates"] == Coordinates(latitude=30.0, longitude=-9.5)


def test_an_end_that_was_recorded_by_mistake_leaves_no_successor() -> None:
    unit = registered()
    assert told_by(unit).one(SUCCESSOR)["successor_id"] == str(MERGED)
    unit.say(CommuneReinstated(commune=MELLE, reason="erreur", successors=(MERGED,)))
    told = told_by(unit)
    assert told.all(SUCCESSOR) == []
    assert told.one(COMMUNE, id=str(MELLE))["ceased_on"] is None


def test_an_actor_is_shown_under_its_names_until_it_is_active_no_longer() -> None:
    unit = registered()
    unit.say(
        TerritorialActorRenamed(
            territorial_actor=ACTOR, names={"fr": "Fédération Al Amal"}, since=date(2019, 1, 1)
        ),
        RIGHTED,
        TerritorialActorEnded(territorial_actor=ACTOR, until=date(2024, 1, 1), reason="dissoute"),
    )
    row = told_by(unit).one(TERRITORIAL_ACTOR)
    assert [(each["text"], each["since"], each["until"]) for each in row["all_names"]] == [
        ("Association Al-Amal", None, date(2019, 1, 1)),
        ("Fédération Al Amal", date(2019, 1, 1), None),
    ]
    assert (row["name"], row["until"], row["reason"]) == (
        "Fédération Al Amal",
        date(2024, 1, 1),
        "dissoute",
    )


def test_a_partnership_leaves_a_group_and_may_come_back() -> None:
    unit = registered()
    left = PartnershipLeftGroup(
        regional_group=GROUP, partnership=PARTNERSHIP, until=date(2020, 1, 1), reason="priorités"
    )
    unit.say(left, replace(JOINED, since=date(2022, 1, 1)))
    unit.say(
        RegionalGroupNamesCorrected(
            regional_group=GROUP,
            recorded_since=date(2017, 5, 19),
            names={"fr": "groupe de Ouarzazate"},
            since=date(2017, 5, 15),
            reason="premier jour de l'atelier",
        ),
        RegionalGroupDissolved(regional_group=GROUP, on=date(2026, 1, 1), reason="fin"),
    )
    told = told_by(unit)
    days = [(row["since"], row["until"], row["reason"]) for row in told.all(MEMBERSHIP)]
    assert days == [(None, date(2020, 1, 1), "priorités"), (date(2022, 1, 1), None, None)]
    group = told.one(GROUPS)
    assert (group["name"], group["since"]) == ("groupe de Ouarzazate", date(2017, 5, 15))
    assert group["dissolved_on"] == date(2026, 1, 1)


def test_what_is_annexed_before_anyone_signs_is_shown_with_the_first_signature() -> None:
    unit = binding()
    unit.say(RULES)
    assert told_by(unit).all(CONVENTIONS) == []
    unit.say(convention_signed(JETTE))
    row = told_by(unit).one(CONVENTIONS)
    assert (row["begun_on"], row["data_protection"].document) == (
        date(2022, 9, 30),
        RULES.document,
    )


def test_an_advance_that_never_arrived_is_due_again() -> None:
    unit = paid()
    corrected = told.AdvanceCorrected(
        convention=CONVENTION,
        partnership=PARTNERSHIP,
        party=BELFAA,
        advance="A1",
        amount=Money("4990.00", "EUR"),
        on=date(2023, 1, 21),
        reason="frais bancaires",
    )
    unit.say(corrected)
    first, second = told_by(unit).one(CONVENTIONS)["advances"]
    assert (first["received"].amount, second["received"]) == (Money("4990.00", "EUR"), None)
    withdrawn = told.AdvanceWithdrawn(
        convention=CONVENTION,
        partnership=PARTNERSHIP,
        party=BELFAA,
        advance="A1",
        reason="versée à une autre commune",
    )
    unit.say(withdrawn)
    assert told_by(unit).one(CONVENTIONS)["advances"][0]["received"] is None


def test_a_convention_given_up_says_why_and_its_amendment_falls_alone() -> None:
    unit = binding()
    unit.say(convention_signed(JETTE))
    unit.say(ABANDONED)
    row = told_by(unit).one(CONVENTIONS)
    assert (row["state"], row["abandonment"].reason) == ("ABANDONED", "mauvais protocole")
    unit = paid()
    unit.say(convention_signed(JETTE, version=2))
    unit.say(replace(ABANDONED, version=2))
    row = told_by(unit).one(CONVENTIONS)
    assert (row["state"], row["version"], row["abandonment"]) == ("CONCLUDED", 1, None)
    unheard = binding()
    unheard.say(ABANDONED)
    assert told_by(unheard).all(CONVENTIONS) == []


REGISTER = """
query ($melle: ID!, $merged: ID!, $asOf: DateTime) {
  country(code: "MA", asOf: $asOf) {
    regionalGroups { edges { node {
      name since
      memberships(on: "2020-01-01") { provenance partnership { title } regionalGroup { name } }
      coordinators { since partnership { title } }
    } } }
    communes(search: "Belfaa") { edges { node {
      organs { kind name since until }
      regions { region since }
      territorialActors(kind: [ASSOCIATIVE]) { edges { node { name kind commune { name } } } }
    } } }
  }
  commune(id: $melle, asOf: $asOf) { ceasedOn successors { name } }
  merged: commune(id: $merged, asOf: $asOf) { predecessors { name } }
}
"""


@pytest.mark.postgres
async def test_the_register_is_answered_now_and_as_it_was_known(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    unit = registered()
    before = unit.said[-1].at
    unit.say(RIGHTED)
    await hear(writer, unit)
    answer = await ask(engine, REGISTER, melle=str(MELLE), merged=str(MERGED))
    (group,) = nodes(answer["country"]["regionalGroups"])
    assert group["memberships"] == [
        {
            "provenance": None,
            "partnership": {"title": "Jette – Belfaa"},
            "regionalGroup": {"name": "groupe Ouarzazate"},
        }
    ]
    assert group["coordinators"][0]["since"] == "2018-01-01"
    (belfaa,) = nodes(answer["country"]["communes"])
    assert [organ["kind"] for organ in belfaa["organs"]] == ["COUNCIL", "SPECIAL_DELEGATION"]
    assert belfaa["regions"][-1] == {"region": "Souss-Massa", "since": "2015-09-01"}
    assert [each["name"] for each in nodes(belfaa["territorialActors"])] == ["Association Al-Amal"]
    assert answer["commune"] == {
        "ceasedOn": "2025-01-01",
        "successors": [{"name": "Merelbeke-Melle"}],
    }
    assert answer["merged"]["predecessors"] == [{"name": "Melle"}]
    earlier = await ask(
        engine, REGISTER, melle=str(MELLE), merged=str(MERGED), asOf=before.isoformat()
    )
    (belfaa,) = nodes(earlier["country"]["communes"])
    assert [each["name"] for each in nodes(belfaa["territorialActors"])] == ["Association Al Amal"]


MONEY = """
query ($id: ID!) {
  node(id: $id) { ... on Convention {
    closedOn eligibleCostClasses
    abandonment { reason }
    allotments { line year costClass amount }
    advances { code dueOn amount { amount } condition received { on amount { amount currency } } }
    shares { source percentage party }
    dataProtection { on version document { reference sha256 } recordedOnBehalf }
    partnership { regionalGroups { since } }
  } }
}
"""


@pytest.mark.postgres
async def test_the_terms_of_a_convention_are_answered_with_what_arrived(
    engine: Engine, writer: asyncpg.Pool
) -> None:
    await hear(writer, paid())
    id_ = gid("Convention", "MA", str(CONVENTION))
    node = (await ask(engine, MONEY, id=id_))["node"]
    assert (node["closedOn"], node["abandonment"]) == (None, None)
    assert node["eligibleCostClasses"] == ["OPERATIONAL"]
    assert node["allotments"] == [
        {"line": str(LINE), "year": 2023, "costClass": "OPERATIONAL", "amount": "12500.00"}
    ]
    first, second = node["advances"]
    assert first["condition"] == "à la signature"
    assert first["received"] == {
        "on": "2023-01-20",
        "amount": {"amount": "5000.00", "currency": "EUR"},
    }
    assert (second["dueOn"], second["condition"], second["received"]) == ("2024-01-15", None, None)
    assert node["shares"] == [{"source": "DGD", "percentage": "100", "party": None}]
    assert node["dataProtection"]["document"]["sha256"] == "ab" * 32


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]
