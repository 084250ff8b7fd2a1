"""The shapes of answers, as OpenAPI says them. Dates are ISO 8601, amounts are decimal text in lei, areas m², geometry WGS 84."""
from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s


@extend_schema_field(OpenApiTypes.OBJECT)
class Any_(s.JSONField):  # noqa: N801 - `Any` is taken
    """Any JSON object."""


@extend_schema_field({"type": "object", "properties": {"type": {"type": "string"}, "coordinates": {"type": "array", "items": {}}}, "required": ["type", "coordinates"]})
class Geometry(s.JSONField):
    """A GeoJSON geometry, longitude and latitude."""


class Money(s.DecimalField):
    """An amount in lei, as text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, **kwargs)


class FieldProblem(s.Serializer[Any]):
    """One field that is wrong."""

    field = s.CharField()
    code = s.CharField()
    detail = s.CharField()


class Problem(s.Serializer[Any]):
    """What went wrong (RFC 9457). `code` is for programs, `detail` for people."""

    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField()
    code = s.CharField()
    instance = s.CharField()
    errors = FieldProblem(many=True, required=False)  # type: ignore[assignment]  # the name is part of the contract


class Links(s.Serializer[Any]):
    """Addresses of the pages of a list."""

    self = s.CharField()
    first = s.CharField()
    last = s.CharField()
    next = s.CharField(allow_null=True)
    prev = s.CharField(allow_null=True)


def page_of(shape: type[s.Serializer[Any]]) -> type[s.Serializer[Any]]:
    """Return the shape of one page of a list."""
    return type(f"{shape.__name__}Page", (s.Serializer,), {"count": s.IntegerField(), "items": shape(many=True), "links": Links()})


class Me(s.Serializer[Any]):
    """What the token is."""

    name = s.CharField()
    person = s.CharField()
    authority = s.CharField()
    siruta = s.CharField()
    scopes = s.ListField(child=s.CharField())
    roles = s.ListField(child=s.CharField())
    expires_on = s.DateField()


class Choice(s.Serializer[Any]):
    """One answer that may be chosen."""

    code = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # the name is part of the contract


class QuestionShape(s.Serializer[Any]):
    """A question of a procedure. `when` names the condition under which it is asked."""

    code = s.CharField()
    kind = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # the name is part of the contract
    hint = s.CharField(allow_blank=True)
    required = s.BooleanField()  # type: ignore[assignment]  # the name is part of the contract
    when = s.CharField(allow_blank=True)
    minimum = s.IntegerField(allow_null=True)
    maximum = s.IntegerField(allow_null=True)
    choices = Choice(many=True)


class PaperNeed(s.Serializer[Any]):
    """A paper that the procedure asks for, and the article that allows asking."""

    code = s.CharField()
    title = s.CharField()
    need = s.CharField()
    when = s.CharField(allow_blank=True)
    legal_ref = s.CharField()


class ProcedureShape(s.Serializer[Any]):
    """A procedure in short."""

    code = s.CharField()
    title = s.CharField()
    summary = s.CharField()
    family = s.CharField()
    legal_ref = s.CharField()
    plot = s.CharField()
    works = s.CharField()
    variants = Choice(many=True)


class ProcedureFull(ProcedureShape):
    """A procedure with its questions and papers, its fee and its term."""

    version = s.IntegerField()
    fee = s.CharField()
    term_days = s.IntegerField()
    term_working_days = s.BooleanField()
    questions = QuestionShape(many=True)
    papers = PaperNeed(many=True)


class ParcelShape(s.Serializer[Any]):
    """A parcel. The area is that of the drawing, not of the land register."""

    siruta = s.CharField(allow_blank=True)
    cadastral_number = s.CharField()
    address = s.CharField(allow_blank=True)
    area_m2 = s.FloatField()
    geometry = Geometry()


class PlaceShape(s.Serializer[Any]):
    """One place that a text may mean."""

    kind = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # the name is part of the contract
    hint = s.CharField(allow_blank=True)
    lon = s.FloatField()
    lat = s.FloatField()
    parcel = s.CharField(allow_blank=True)


class FindingShape(s.Serializer[Any]):
    """What one restriction says of the land: conflict, clear, unknown (no data here) or failed; never guessed."""

    code = s.CharField()
    state = s.ChoiceField(["conflict", "clear", "unknown", "failed"])
    effect = s.ChoiceField(["prohibit", "endorsement", "warn", "note"])
    title = s.CharField()
    text = s.CharField(allow_blank=True)
    legal_ref = s.CharField(allow_blank=True)
    confidence = s.CharField(allow_blank=True, help_text="How sure the reference is: sure, found, to_be_confirmed.")
    tested = s.CharField(allow_blank=True, help_text="What was held against the layer: works or parcel.")
    feature = s.CharField(allow_blank=True, help_text="Key of the feature within its layer; empty where a rule speaks as a whole.")
    feature_label = s.CharField(allow_blank=True)
    endorser = s.CharField(allow_blank=True)
    distance_m = s.FloatField(allow_null=True)
    limit_m = s.FloatField(allow_null=True)
    overlap_m2 = s.FloatField(allow_null=True)
    overlap_percent = s.FloatField(allow_null=True)
    length_m = s.FloatField(allow_null=True)
    accuracy_m = s.FloatField(allow_null=True)
    uncertain = s.BooleanField()
    layer = s.CharField(allow_blank=True)
    layer_version = s.IntegerField(allow_null=True)
    data_date = s.DateField(allow_null=True)
    decision = s.CharField(allow_blank=True)
    id = s.IntegerField(required=False, help_text="Of a finding kept with a case, to decide it.")


class LandAnswer(s.Serializer[Any]):
    """The whole answer about a piece of land on a day."""

    on = s.DateField()
    state = s.ChoiceField(["conflict", "clear", "unknown", "failed"])
    area_m2 = s.FloatField()
    outside_m2 = s.FloatField(help_text="Part of the land across the limit of the town: the county decides there.")
    endorsers = s.ListField(child=s.CharField(), help_text="Institutions that conflicts ask to consult.")
    findings = FindingShape(many=True)


class Holder(s.Serializer[Any]):
    """Who must act now."""

    who = s.CharField()
    until = s.DateField(allow_null=True)
    applicant = s.BooleanField()


class PlotShape(s.Serializer[Any]):
    """The land of a case."""

    parcels = s.ListField(child=s.CharField())
    address = s.CharField(allow_blank=True)
    area_m2 = s.FloatField()
    sketched = s.BooleanField()
    geometry = Geometry()


class CaseShape(s.Serializer[Any]):
    """A case in short."""

    id = s.UUIDField()
    number = s.CharField(allow_blank=True)
    procedure = s.CharField()
    title = s.CharField()
    state = s.CharField()
    state_label = s.CharField()
    variant = s.CharField(allow_blank=True)
    channel = s.CharField()
    created_at = s.DateTimeField()
    registered_at = s.DateTimeField(allow_null=True)
    legal_due = s.DateField(allow_null=True)
    decided_at = s.DateTimeField(allow_null=True)
    holder = Holder()


class ApplicantShape(s.Serializer[Any]):
    """Who asks; of the CNP or CUI only the last four signs are given."""

    kind = s.CharField()
    name = s.CharField()
    identifier = s.CharField(allow_blank=True)
    represented_by = s.CharField(allow_blank=True)
    address = s.CharField(allow_blank=True)
    email = s.CharField(allow_blank=True)
    phone = s.CharField(allow_blank=True)


class CaseFull(CaseShape):
    """A case with its land and answers. Institutions that endorse see no applicant and no answers."""

    due_explanation = s.CharField(allow_blank=True)
    purpose = s.CharField(allow_blank=True)
    answers = Any_()
    applicant = ApplicantShape(allow_null=True)
    plot = PlotShape(allow_null=True)
    works = Any_(allow_null=True)


class MissingShape(s.Serializer[Any]):
    """One thing that a draft still needs."""

    field = s.CharField()
    sentence = s.CharField()


class QuoteLine(s.Serializer[Any]):
    """One line of a fee with its reason."""

    code = s.CharField(allow_blank=True)
    text = s.CharField()
    amount = s.CharField()
    legal_ref = s.CharField(allow_blank=True)
    decision = s.CharField(allow_blank=True)
    confidence = s.CharField(allow_blank=True)


class Quote(s.Serializer[Any]):
    """The fee of a draft; the guarantee is returned later."""

    total = s.CharField()
    guarantee = s.CharField()
    to_confirm = s.BooleanField()
    lines = QuoteLine(many=True)


class EventShape(s.Serializer[Any]):
    """One thing that happened. `hash` chains it to the one before."""

    seq = s.IntegerField()
    at = s.DateTimeField()
    kind = s.CharField()
    data = Any_()  # type: ignore[assignment]  # the name is part of the contract
    hash = s.CharField()


class PaperShape(s.Serializer[Any]):
    """One uploaded file."""

    id = s.UUIDField()
    code = s.CharField()
    version = s.IntegerField()
    file_name = s.CharField()
    mime = s.CharField()
    size = s.IntegerField()
    sha256 = s.CharField()
    flags = s.ListField(child=s.CharField())
    uploaded_at = s.DateTimeField()


class RequestedShape(s.Serializer[Any]):
    """One paper that the town hall asked for."""

    code = s.CharField()
    title = s.CharField()
    reason = s.CharField()
    legal_ref = s.CharField(allow_blank=True)


class PaperRequestShape(s.Serializer[Any]):
    """The open request for papers."""

    asked_at = s.DateTimeField()
    message = s.CharField(allow_blank=True)
    papers = RequestedShape(many=True)


class DocumentShape(s.Serializer[Any]):
    """One issued document."""

    id = s.UUIDField()
    kind = s.CharField()
    title = s.CharField()
    number = s.CharField()
    issued_at = s.DateTimeField()
    valid_until = s.DateField(allow_null=True)
    status = s.CharField()
    sha256 = s.CharField(help_text="Of the newest version: an archive timestamp is added each year.")
    size = s.IntegerField()
    issued_sha256 = s.CharField(help_text="Of the version as it was issued (`?version=issued`).")
    verification_code = s.CharField()


class SignatureShape(s.Serializer[Any]):
    """One signature that a document needs, in its order."""

    order = s.IntegerField()
    role = s.CharField()
    state = s.CharField()
    signer = s.CharField(allow_blank=True)
    signed_at = s.DateTimeField(allow_null=True)


class DraftShape(s.Serializer[Any]):
    """The answer to a case, from its draft to its last signature."""

    id = s.UUIDField()
    case = s.UUIDField()
    outcome = s.CharField()
    title = s.CharField(allow_blank=True)
    state = s.CharField()
    sections = Any_()
    mark = s.CharField(help_text="Another text has another mark.")
    blocking = s.ListField(child=s.CharField(), help_text="What keeps the draft from being sent to sign.")
    signatures = SignatureShape(many=True)


class PaymentShape(s.Serializer[Any]):
    """One payment; a refund has a negative amount."""

    id = s.IntegerField()
    method = s.CharField()
    state = s.CharField()
    amount = Money()
    at = s.DateTimeField()
    reference = s.CharField(allow_blank=True)
    receipt = s.UUIDField(allow_null=True, help_text="Document that receipts it, null until the town hall has signed it.")


class ChargeShape(s.Serializer[Any]):
    """One amount owed, with the lines that explain it and what was paid."""

    id = s.IntegerField()
    kind = s.CharField()
    amount = Money()
    paid = Money()
    lines = QuoteLine(many=True)
    payments = PaymentShape(many=True)


class WorkItemShape(s.Serializer[Any]):
    """One step of a case."""

    id = s.IntegerField()
    case = s.UUIDField()
    case_number = s.CharField(allow_blank=True)
    procedure = s.CharField()
    step = s.CharField()
    title = s.CharField()
    role = s.CharField()
    department = s.CharField(allow_blank=True)
    assignee = s.CharField(allow_blank=True)
    state = s.CharField()
    due = s.DateField(allow_null=True)


class EndorsementShape(s.Serializer[Any]):
    """One institution's opinion on one case."""

    id = s.UUIDField()
    case = s.UUIDField()
    case_number = s.CharField(allow_blank=True)
    institution = s.CharField()
    state = s.CharField()
    asked_at = s.DateTimeField()
    due = s.DateField()
    answered_at = s.DateTimeField(allow_null=True)
    conditions = s.CharField(allow_blank=True)


class Asked(s.Serializer[Any]):
    """The endorsements that were asked for now."""

    asked = EndorsementShape(many=True)


class Book(s.Serializer[Any]):
    """One register book of one year."""

    book = s.CharField()
    year = s.IntegerField()
    entries = s.IntegerField()


class EntryShape(s.Serializer[Any]):
    """One line of a register book."""

    book = s.CharField()
    year = s.IntegerField()
    number = s.IntegerField()
    direction = s.CharField()
    at = s.DateTimeField()
    subject = s.CharField()
    correspondent = s.CharField(allow_blank=True)
    case = s.UUIDField(allow_null=True)
    cancelled_at = s.DateTimeField(allow_null=True)


class ActShape(s.Serializer[Any]):
    """One issued act, without anything personal."""

    number = s.CharField()
    book = s.CharField()
    title = s.CharField()
    procedure = s.CharField()
    issued_on = s.DateField()
    valid_until = s.DateField(allow_null=True)
    status = s.CharField()
    parcels = s.ListField(child=s.CharField())
    verification_code = s.CharField()


class Verified(ActShape):
    """What the register says of a verification code."""

    authority = s.CharField()
    sha256 = s.CharField(help_text="Of the newest version.")
    issued_sha256 = s.CharField(help_text="Of the version as it was issued. Both are originals.")


class Webhook(s.Serializer[Any]):
    """An address that is told of events."""

    id = s.UUIDField()
    url = s.CharField()
    events = s.ListField(child=s.CharField())
    created_at = s.DateTimeField()
    failures = s.IntegerField()
    disabled_at = s.DateTimeField(allow_null=True)
    disabled_reason = s.CharField(allow_blank=True)


class NewWebhook(Webhook):
    """The address just registered, with its secret, which is never shown again."""

    secret = s.CharField()


class Delivery(s.Serializer[Any]):
    """One message to an address and how it fared."""

    id = s.UUIDField()
    kind = s.CharField()
    created_at = s.DateTimeField()
    attempts = s.IntegerField()
    last_status = s.IntegerField(allow_null=True)
    last_error = s.CharField(allow_blank=True)
    delivered_at = s.DateTimeField(allow_null=True)
    gave_up_at = s.DateTimeField(allow_null=True)
