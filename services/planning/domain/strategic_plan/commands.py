"""What can be asked of a strategic plan; the acting commune is named and checked."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from vocabulary.acts import OnBehalf, Source
from vocabulary.hashing import ContentHash
from vocabulary.identifiers import CommuneId, CountryProgrammeId
from vocabulary.results import Result
from vocabulary.text import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStrategicPlan:
    """Begin the strategic plan of a country programme with a results chain.

    A commune of the country programme drafts in its own name; the country unit drafts for the
    platform and then names no commune. A country programme has one strategic plan.
    """

    country_programme: CountryProgrammeId
    on: date
    chain: tuple[Result, ...]
    drafted_by: CommuneId | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseStrategicPlan:
    """Put another results chain in the place of the draft, or open the next version.

    The version that every commune has validated stays applicable until the next one is.
    """

    on: date
    chain: tuple[Result, ...]
    revised_by: CommuneId | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitStrategicPlan:
    """Lay the draft before the communes that take part in the country programme today."""

    on: date
    submitted_by: CommuneId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateStrategicPlan:
    """Validate, for one commune, the version whose results chain has this hash (P18).

    When every commune to which it was submitted, and which still takes part, has validated, the
    version is applicable. A commune that joins later validates the applicable version; that
    reopens nothing.
    """

    commune: CommuneId
    version: int
    content_hash: ContentHash
    on: date
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToStrategicPlan:
    """Object, for one commune, to the version under validation: it goes back to draft."""

    commune: CommuneId
    version: int
    on: date
    reason: Words
    on_behalf: OnBehalf | None = None


Command: TypeAlias = (
    DraftStrategicPlan
    | ReviseStrategicPlan
    | SubmitStrategicPlan
    | ValidateStrategicPlan
    | ObjectToStrategicPlan
)
