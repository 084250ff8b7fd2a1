"""Old numbers of land that was split or merged lead to the numbers of today."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority

# What an undone version did, it did not do. The depth ends a circle that nobody should have made.
_BECAME = """
WITH RECURSIVE parcels AS (SELECT id FROM layers_layer WHERE authority_id = %(authority)s AND role = 'parcels' AND active LIMIT 1),
told AS (
    SELECT d.* FROM layers_lineage d JOIN parcels ON d.layer_id = parcels.id
    JOIN layers_layerversion v ON v.layer_id = d.layer_id AND v.number = d.version AND v.state <> 'undone'
),
line AS (
    SELECT new_key, new_siruta, kind, document, document_date, 1 AS depth FROM told
    WHERE old_key = %(key)s AND (%(siruta)s = '' OR old_siruta = %(siruta)s OR (old_siruta = '' AND %(siruta)s = %(own)s))
    UNION
    SELECT t.new_key, t.new_siruta, line.kind, line.document, line.document_date, line.depth + 1 FROM line JOIN told t ON t.old_key = line.new_key AND t.old_siruta = line.new_siruta WHERE line.depth < 30
)
SELECT DISTINCT ON (f.id) f.id, coalesce(f.identity, f.id), f.key, line.kind, line.document, line.document_date
FROM line JOIN layers_feature f ON f.layer_id = (SELECT id FROM parcels) AND f.until IS NULL AND f.key = line.new_key AND f.siruta = line.new_siruta
ORDER BY f.id
"""


@dataclass(frozen=True, slots=True)
class Successor:
    """A present parcel that stands, whole or in part, where an old number was; `kind` and act are those of the first change."""

    feature_id: int
    identity: int
    key: str
    kind: str
    document: str
    document_date: dt.date

    @property
    def act(self) -> str:
        """The act in words."""
        return f"{self.document} / {self.document_date:%d.%m.%Y}"


def successors(authority: Authority, key: str, siruta: str = "") -> list[Successor]:
    """Return the parcels of today that an old number became, through any number of splits and merges; empty where it never changed."""
    with connection.cursor() as cursor:
        cursor.execute(_BECAME, {"authority": authority.pk, "key": key, "siruta": siruta, "own": authority.siruta})
        return sorted((Successor(*row) for row in cursor.fetchall()), key=lambda one: (len(one.key), one.key))


def sentence_of(key: str, found: list[Successor]) -> str:
    """Say what an old number became."""
    told = {"old": key, "new": ", ".join(one.key for one in found[:12]), "act": found[0].act}
    if found[0].kind == "split":
        return _("Parcela %(old)s a fost împărțită (actul %(act)s). Numerele de acum: %(new)s. Folosiți unul dintre ele.") % told
    return _("Parcela %(old)s a fost alipită cu altele (actul %(act)s). Numărul de acum: %(new)s. Folosiți-l pe acesta.") % told
