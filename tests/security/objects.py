"""One real thing of the town behind each address that shows one."""

from typing import Any

from chatbot.models import Conversation, StaffSeed
from gisapp.accounts.models import Invitation
from gisapp.core import clock
from layers.models import Delivery, Edit, Feature, Layer, LayerVersion, Probe, TopologyReport
from tests.permits.conftest import Town
from tests.permits.test_strangers import Ids


class Things(Ids):
    """Ana's case with all that hangs on it, and one thing of each kind of the other rooms."""

    def __init__(self, town: Town) -> None:
        super().__init__(town)
        moment, today = clock.now(), clock.today()
        self.conversation = Conversation.objects.create(authority=town.authority, channel="web", external_user="x", started_at=moment, last_seen=moment)
        self.seed = StaffSeed.objects.create(authority=town.authority, text="x", lang="ro", made_by=town.nicu, made_at=moment)
        layer = Layer.objects.get(authority=town.authority, code="gas_pipes")
        self.version = LayerVersion.objects.filter(layer=layer).latest("number")
        self.feature = Feature.objects.filter(layer=layer).first()
        self.delivery = Delivery.objects.create(layer=layer, authority=town.authority, received_at=moment, data_date=today)
        self.edit = Edit.objects.create(layer=layer, version=self.version.number, identity=1, action="change", at=moment, user=town.elena, db_role="x")
        self.probe = Probe.objects.create(layer=layer, authority=town.authority, title="x", created_by=town.elena)
        self.invitation = Invitation.objects.create(authority=town.authority, email="x@example.ro", role="archivist", stamp="x", invited_by=town.nicu, invited_at=moment, expires_at=moment)
        self.report = TopologyReport.objects.create(layer=layer, version_number=1, asked_at=moment)

    def of(self, name: str, parameters: tuple[str, ...]) -> list[Any]:
        """The arguments of an address by its name."""
        keys = {
            "chat_conversation": self.conversation.pk, "chat_act": self.conversation.pk, "chat_photo": self.conversation.pk, "chat_publish": self.seed.pk, "ogc_item": self.feature.pk,
            "person": self.case.inspector_id or self.seed.made_by_id, "withdraw_invitation": self.invitation.pk, "keepers_delivery": self.delivery.pk, "keepers_delivery_map": self.delivery.pk, "keepers_answer": self.delivery.pk, "keepers_publish": self.delivery.pk,
            "keepers_discard": self.delivery.pk, "keepers_decide": self.edit.pk, "keepers_drop_probe": self.probe.pk, "keepers_topology_map": self.report.pk,
        }
        values = {
            "pk": keys.get(name), "code": "gas_pipes", "act": "take", "number": self.version.number if name.startswith("layer_") else "50001", "version": self.version.number,
            "z": 12, "x": 2330, "y": 1440, "channel": "telegram", "path": "gresit", "seq": 1, "place": 0, "identity": self.feature.identity or self.feature.pk,
        }
        if name in {"procedure", "start", "procedure_sheet"}:
            return ["urbanism_certificate"]
        if name in {"verify_code", "rate"}:
            return ["GRESIT"]
        if name in keys or name.startswith(("ogc", "keepers", "editing", "layer_", "tile", "chat_parcel", "chat_webhook")):
            return [values[parameter] for parameter in parameters]
        if name == "help_role":
            return ["solicitant"]
        if name == "open_acts":
            return ["csv"]
        return super().of(name, parameters)
