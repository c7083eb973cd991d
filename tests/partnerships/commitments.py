"""What Jette and Belfaa undertake to give, as events and as commands."""

from datetime import date
from uuid import UUID

from services.partnerships.domain import commitment
from services.partnerships.domain.commitment.commands import (
    CorrectContribution,
    MakeCommitment,
    RecordContribution,
    ReleaseCommitment,
    ReviseCommitment,
    WithdrawContribution,
)
from services.partnerships.domain.commitment.events import (
    CommitmentMade,
    CommitmentReleased,
    CommitmentRevised,
    ContributionCorrected,
    ContributionRecorded,
    ContributionWithdrawn,
)
from tests.partnerships.cases import ACTIVE, BELFAA, JETTE, NOW, PARTNERSHIP
from tests.scenarios import Scenario
from vocabulary.acts import Evidence
from vocabulary.budgets import Period
from vocabulary.commitments import CommitmentKind, Measure
from vocabulary.identifiers import CommitmentId, ContributionId
from vocabulary.money import Money

COMMITMENT = CommitmentId(UUID("01890000-0000-7000-8000-000000000080"))
CASH = CommitmentId(UUID("01890000-0000-7000-8000-000000000081"))
FIRST = ContributionId(UUID("01890000-0000-7000-8000-000000000085"))
SECOND = ContributionId(UUID("01890000-0000-7000-8000-000000000086"))
IN_2018 = Period(starts_on=date(2018, 1, 1), ends_on=date(2018, 12, 31))

scenario = Scenario(commitment, commitment.Facts(now=NOW, partnership=ACTIVE))


def days(quantity: str) -> Measure:
    return Measure(quantity=quantity, unit="days")


def euros(amount: str) -> Measure:
    return Measure(money=Money(amount, "EUR"))


MAKE = MakeCommitment(
    partnership=PARTNERSHIP,
    party=BELFAA,
    kind=CommitmentKind.STAFF_DAYS,
    text={"fr": "une assistante sociale pour la formation des agents"},
    measure=days("20"),
    period=IN_2018,
    on=date(2017, 11, 6),
)
MADE = CommitmentMade(
    partnership=PARTNERSHIP,
    country="MA",
    party=BELFAA,
    side="MA",
    kind=MAKE.kind,
    text=MAKE.text,
    measure=MAKE.measure,
    period=IN_2018,
    on=MAKE.on,
)
REVISE = ReviseCommitment(
    party=BELFAA,
    text=MAKE.text,
    measure=days("25.5"),
    period=IN_2018,
    on=date(2018, 3, 1),
    reason="un agent de plus",
)
REVISED = CommitmentRevised(
    partnership=PARTNERSHIP,
    party=BELFAA,
    text=REVISE.text,
    measure=REVISE.measure,
    period=IN_2018,
    on=REVISE.on,
    reason=REVISE.reason,
)
RELEASE = ReleaseCommitment(party=BELFAA, on=date(2018, 9, 3), reason="poste vacant")
RELEASED = CommitmentReleased(
    partnership=PARTNERSHIP, party=BELFAA, on=RELEASE.on, reason=RELEASE.reason
)
RECORD = RecordContribution(
    contribution=FIRST,
    party=BELFAA,
    measure=days("7.5"),
    on=date(2018, 4, 20),
    text={"fr": "module d'accueil"},
    evidence=Evidence(reference="Feuille de présence 2018/4"),
)
RECORDED = ContributionRecorded(
    partnership=PARTNERSHIP,
    contribution=FIRST,
    party=BELFAA,
    measure=RECORD.measure,
    on=RECORD.on,
    text=RECORD.text,
    evidence=RECORD.evidence,
)
CORRECT = CorrectContribution(
    contribution=FIRST,
    party=BELFAA,
    measure=days("8"),
    on=date(2018, 4, 20),
    text=RECORD.text,
    evidence=RECORD.evidence,
    reason="demi-journée oubliée",
)
CORRECTED = ContributionCorrected(
    partnership=PARTNERSHIP,
    contribution=FIRST,
    party=BELFAA,
    measure=CORRECT.measure,
    on=CORRECT.on,
    text=CORRECT.text,
    evidence=CORRECT.evidence,
    reason=CORRECT.reason,
)
WITHDRAW = WithdrawContribution(
    contribution=FIRST, party=BELFAA, reason="donnée sous un autre engagement"
)
WITHDRAWN = ContributionWithdrawn(
    partnership=PARTNERSHIP, contribution=FIRST, party=BELFAA, reason=WITHDRAW.reason
)

MADE_IN_CASH = CommitmentMade(
    partnership=PARTNERSHIP,
    country="MA",
    party=JETTE,
    side="BE",
    kind=CommitmentKind.MONEY,
    text={"fr": "quote-part annuelle"},
    measure=euros("2500"),
    period=IN_2018,
    on=date(2017, 11, 6),
)
