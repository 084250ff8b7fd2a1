"""What a fee rule is given and what it answers: facts in, explained lines out."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gisapp.core.money import Money, total
from permits.rules.labels import Labelled
from permits.rules.parameters import Confidence
from permits.rules.refusals import RuleRefused


class Surface(Labelled):
    """A kind of public surface that is opened or occupied."""

    CARRIAGEWAY = "carriageway", "carosabil", "carriageway"
    SIDEWALK = "sidewalk", "trotuar", "sidewalk"
    GREEN_SPACE = "green_space", "spațiu verde", "green space"


class Exemption(Labelled):
    """Grounds on which a fee of art. 474 is not owed (Cod fiscal art. 476; home by council decision)."""

    PUBLIC_INSTITUTION = "public_institution", "beneficiarul este o instituție publică", "the beneficiary is a public institution"
    WORSHIP = "worship", "lăcaș de cult sau construcție anexă", "place of worship or its annex"
    PUBLIC_ROAD = "public_road", "lucrări la drumuri publice", "works on public roads"
    PUBLIC_INTEREST = "public_interest", "lucrări de interes public", "works of public interest"
    MONUMENT_OWNER = "monument_owner", "proprietar de monument istoric", "owner of a listed monument"
    FIRST_HOME = "first_home", "prima locuință unifamilială, scutită prin HCL", "first single-family home, exempt by council decision"


@dataclass(frozen=True, slots=True)
class SurfaceArea:
    """How much of one kind of surface is affected, in m²."""

    surface: Surface
    m2: Decimal


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """What a fee is computed from. A rule that misses a fact says which (`MissingFact`)."""

    area_m2: Decimal | None = None
    rural: bool = False
    residential: bool = False
    work_value: Money | None = None
    taxable_value: Money | None = None
    site_organisation_value: Money | None = None
    demolished_percent: Decimal = Decimal(100)
    initial_fee: Money | None = None
    paid_fee: Money | None = None
    settled_by: str = "building_permit"
    """The rule of the permit that is settled: by value it is settled, by area or taxable value there is nothing to settle."""
    surfaces: tuple[SurfaceArea, ...] = ()
    occupied_days: int | None = None
    restoration_cost: Money | None = None
    connections: int | None = None
    urgent: bool = False
    exemption: Exemption | None = None


class LineKind(Labelled):
    """What a line of the quote is."""

    FEE = "fee", "taxă", "fee"
    REDUCTION = "reduction", "reducere sau scutire", "reduction or exemption"
    SURCHARGE = "surcharge", "taxă de urgență", "urgency surcharge"
    ROUNDING = "rounding", "rotunjire la leu", "rounding to the leu"
    GUARANTEE = "guarantee", "garanție (se restituie)", "guarantee (returned later)"


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line with its reason; `decision` is the council decision that set the amount."""

    code: str
    kind: LineKind
    amount: Money
    explanation_ro: str
    explanation_en: str
    legal_ref: str
    decision: str = ""
    confidence: Confidence = Confidence.SURE

    def explanation(self, language: str = "ro") -> str:
        """Return the reason in a language."""
        return self.explanation_en if language.startswith("en") else self.explanation_ro


@dataclass(frozen=True, slots=True)
class FeeQuote:
    """The lines; `total` is what is paid as fee, `guarantee` is held and returned."""

    rule: str
    lines: tuple[FeeLine, ...]

    @property
    def total(self) -> Money:
        """The fee owed, whole lei; negative only when a settlement gives money back."""
        return total(line.amount for line in self.lines if line.kind is not LineKind.GUARANTEE)

    @property
    def given_back(self) -> Money:
        """What a settlement gives back; nothing where something is owed."""
        return -self.total if self.total.lei < 0 else Money(0)

    @property
    def guarantee(self) -> Money:
        """The guarantee to lodge."""
        return total(line.amount for line in self.lines if line.kind is LineKind.GUARANTEE)

    @property
    def to_confirm(self) -> bool:
        """Tell whether some amount rests on a value that nobody has confirmed yet."""
        return any(line.confidence is Confidence.TO_BE_CONFIRMED for line in self.lines)


class MissingFact(RuleRefused):
    """The fee cannot be computed yet: `field` names the fact that is missing."""

    def __init__(self, fact: str, sentence_ro: str, sentence_en: str) -> None:
        super().__init__(sentence_ro, sentence_en, code="fee.missing_fact", field=fact)

    @property
    def fact(self) -> str:
        """The name of the fact, as in `FeeFacts`."""
        return self.field
