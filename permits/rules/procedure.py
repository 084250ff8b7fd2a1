"""What a procedure is: papers, questions, steps, signatories, terms and names of rules, all as data.

One TOML file in permits/procedures/ describes one procedure; `procedure_files` reads and checks them.
Adding a procedure is one TOML and one document template.
"""
from __future__ import annotations

from dataclasses import dataclass

from permits.rules.labels import Labelled
from permits.rules.people import Department, Role
from permits.rules.states import CaseState, Family


class ApplicantKind(Labelled):
    """Who may ask."""

    PERSON = "person", "persoană fizică", "natural person"
    COMPANY = "company", "persoană juridică", "company"
    INSTITUTION = "institution", "instituție publică", "public institution"


class Plot(Labelled):
    """What the applicant points at on the map (or types)."""

    PARCEL = "parcel", "unul sau mai multe imobile", "one or more parcels"
    AREA = "area", "o zonă desenată pe hartă", "an area drawn on the map"
    STREET = "street", "o stradă", "a street"
    POINT = "point", "un punct pe hartă", "a point on the map"
    ACT = "act", "terenul actului la care se referă", "the land of the act referred to"
    NONE = "none", "fără teren", "no land"


class Works(Labelled):
    """Whether works are drawn."""

    NONE = "none", "fără lucrări", "no works"
    OPTIONAL = "optional", "lucrările se pot desena", "works may be drawn"
    REQUIRED = "required", "lucrările trebuie desenate", "works must be drawn"


class Need(Labelled):
    """How much a paper is needed."""

    REQUIRED = "required", "obligatoriu", "required"
    CONDITIONAL = "conditional", "obligatoriu în anumite cazuri", "required in some cases"
    OPTIONAL = "optional", "opțional", "optional"


class QuestionKind(Labelled):
    """How a question of the form is answered."""

    TEXT = "text", "text scurt", "short text"
    LONG_TEXT = "long_text", "text", "text"
    CHOICE = "choice", "o variantă", "one choice"
    CHOICES = "choices", "mai multe variante", "several choices"
    YES_NO = "yes_no", "da sau nu", "yes or no"
    NUMBER = "number", "număr", "number"
    AREA = "area", "suprafață în m²", "area in m²"
    MONEY = "money", "sumă în lei", "amount in lei"
    DATE = "date", "dată", "date"
    ACT = "act", "numărul unui act al primăriei", "number of an act of the town hall"


class StepKind(Labelled):
    """What the work item asks a person to do."""

    ASSIGN = "assign", "repartizează", "assign"
    CHECK_PAPERS = "check_papers", "verifică actele", "check the papers"
    CHECK_FEE = "check_fee", "verifică plata", "check the payment"
    CHECK_LAND = "check_land", "verifică terenul pe straturi", "check the land on the layers"
    CHECK_TITLE = "check_title", "verifică proprietatea", "check the title"
    CONSULT = "consult", "dă un punct de vedere", "give an opinion"
    INSPECT = "inspect", "verifică pe teren", "inspect on site"
    COLLECT_ENDORSEMENTS = "collect_endorsements", "adună avizele", "collect endorsements"
    DRAFT = "draft", "redactează", "draft"
    APPROVE_DRAFT = "approve_draft", "verifică proiectul", "check the draft"
    DELIVER = "deliver", "comunică", "deliver"


class SignatureKind(Labelled):
    """What a signature does to the document (PAdES)."""

    CERTIFY = "certify", "certifică documentul", "certifies the document"
    APPROVE = "approve", "semnează", "signs"
    LOCK = "lock", "semnează și închide documentul", "signs and locks the document"


class ActEffect(Labelled):
    """What the delivered answer of a follow-up does to the act it follows."""

    NOTHING = "nothing", "nu schimbă actul", "leaves the act as it is"
    EXTEND = "extend", "prelungește actul", "extends the act"
    START_WORKS = "start_works", "începe lucrările actului", "starts the works of the act"
    RECEIVE_WORKS = "receive_works", "încheie lucrările actului", "ends the works of the act"


class AccessClass(Labelled):
    """Who may see the documents of a case."""

    PUBLIC = "public", "public", "public"
    INTERNAL = "internal", "uz intern", "internal"
    PERSONAL = "personal", "date personale", "personal data"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that may be asked for. Nothing else may: its article is the permission to ask.

    `access`: who beyond the town hall and the applicant reads it. Endorsers see all that is not personal.
    """

    code: str
    title_ro: str
    title_en: str
    legal_ref: str
    need: Need = Need.REQUIRED
    when: str = ""
    hint_ro: str = ""
    hint_en: str = ""
    signed: bool = False
    several: bool = False
    access: AccessClass = AccessClass.PERSONAL


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer among those offered."""

    code: str
    label_ro: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Question:
    """A field of the form, beyond identity and land. `of` names the procedures whose acts may be given."""

    code: str
    kind: QuestionKind
    label_ro: str
    label_en: str
    hint_ro: str = ""
    hint_en: str = ""
    required: bool = True
    when: str = ""
    choices: tuple[Choice, ...] = ()
    of: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Endorsing:
    """An endorsement that the procedure itself asks for, beside those that findings ask for."""

    endorser: str
    legal_ref: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One work item. `due_day` counts working days from registration; steps without a common `after` run in parallel."""

    code: str
    kind: StepKind
    title_ro: str
    title_en: str
    department: Department
    role: Role
    due_day: int
    after: tuple[str, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, in order. `deputies` sign under a delegation when the holder is away."""

    role: Role
    kind: SignatureKind
    due_day: int
    deputies: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Templates:
    """Names of document templates by outcome."""

    issue: str
    refusal: str
    request: str


@dataclass(frozen=True, slots=True)
class Variant:
    """Another form of the same procedure (urgent, kiosk): own term, own fee, own pace of the steps."""

    code: str
    title_ro: str
    title_en: str
    summary_ro: str
    summary_en: str
    deadline: str
    fee: str
    urgent: bool = False
    pace_percent: int = 100


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What may or must come after the answer: another procedure, in some states, within a window."""

    procedure: str
    title_ro: str
    title_en: str
    states: tuple[CaseState, ...]
    window: str = ""
    once: bool = False
    remind_days: int = 0
    effect: ActEffect = ActEffect.NOTHING


@dataclass(frozen=True, slots=True)
class Info:
    """Sentences of the public information sheet that the rest of the file does not give."""

    audience_ro: str
    audience_en: str
    result_ro: str
    result_en: str
    notes_ro: tuple[str, ...] = ()
    notes_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """One administrative procedure, as read from its TOML."""

    code: str
    version: int
    family: Family
    title_ro: str
    title_en: str
    summary_ro: str
    summary_en: str
    legal_ref: str
    applicants: tuple[ApplicantKind, ...]
    plot: Plot
    works: Works
    layers: tuple[str, ...]
    checks_required: bool
    fee: str
    deadline: str
    file_check: str
    validity: str
    register_book: str
    retention: str
    access: AccessClass
    public: bool
    collects_endorsements: bool
    endorsements: tuple[Endorsing, ...]
    papers: tuple[Paper, ...]
    questions: tuple[Question, ...]
    steps: tuple[Step, ...]
    signatories: tuple[Signatory, ...]
    templates: Templates
    variants: tuple[Variant, ...]
    follow_ups: tuple[FollowUp, ...]
    info: Info

    @property
    def looks_at_all_layers(self) -> bool:
        """`layers = "all"` is kept as an empty list."""
        return not self.layers

    def title(self, language: str = "ro") -> str:
        """Return the title in a language."""
        return self.title_en if language.startswith("en") else self.title_ro

    def paper(self, code: str) -> Paper:
        """Return a paper by code."""
        return next(paper for paper in self.papers if paper.code == code)

    def step(self, code: str) -> Step:
        """Return a step by code."""
        return next(step for step in self.steps if step.code == code)

    def variant(self, code: str) -> Variant | None:
        """Return a variant by code; no code is the plain procedure."""
        return next(variant for variant in self.variants if variant.code == code) if code else None

    def follow_up(self, procedure: str) -> FollowUp | None:
        """Return the follow-up that another procedure is to this one, or None."""
        return next((one for one in self.follow_ups if one.procedure == procedure), None)

    def deadline_of(self, variant: str = "") -> str:
        """Return the name of the term, by variant."""
        chosen = self.variant(variant)
        return chosen.deadline if chosen else self.deadline

    def fee_of(self, variant: str = "") -> str:
        """Return the name of the fee rule, by variant."""
        chosen = self.variant(variant)
        return chosen.fee if chosen else self.fee

    def is_urgent(self, variant: str = "") -> bool:
        """Tell whether the variant is an urgent one."""
        chosen = self.variant(variant)
        return chosen is not None and chosen.urgent

    def due_day(self, planned: int, variant: str = "") -> int:
        """Scale a planned day to the pace of the variant: at least one working day, rounded up."""
        chosen = self.variant(variant)
        return max(-(-planned * (chosen.pace_percent if chosen else 100) // 100), 1) if planned else 0

    @property
    def is_assigned(self) -> bool:
        """Tell whether somebody hands the case to an inspector; where nobody does, drafting begins straight after registration."""
        return any(step.kind is StepKind.ASSIGN for step in self.steps)

    def next_signatory(self, signed: int) -> Signatory | None:
        """Return who signs next after so many signatures, or None when all have."""
        return self.signatories[signed] if signed < len(self.signatories) else None
