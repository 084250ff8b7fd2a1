"""What a delivery changes against what is published: added, removed, moved, attributes changed, kept."""
from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import connection

# Features are paired by natural key and UAT. Where a key stands for several features, equal fingerprints pair first,
# the rest pair by order: 'kept' never depends on the order in the file.
PAIRS = """
WITH old AS (
    SELECT id, key, siruta, fingerprint, row_number() OVER (PARTITION BY key, siruta, fingerprint ORDER BY id) AS n
    FROM layers_feature WHERE layer_id = %(layer)s AND until IS NULL
), new AS (
    SELECT id, key, siruta, fingerprint, row_number() OVER (PARTITION BY key, siruta, fingerprint ORDER BY position) AS n
    FROM layers_stagedfeature WHERE delivery_id = %(delivery)s
), kept AS (
    SELECT old.id AS old_id, new.id AS new_id FROM old JOIN new USING (key, siruta, fingerprint, n)
), old_rest AS (
    SELECT o.id, o.key, o.siruta, row_number() OVER (PARTITION BY o.key, o.siruta ORDER BY o.id) AS n FROM old o
    WHERE NOT EXISTS (SELECT FROM kept k WHERE k.old_id = o.id)
), new_rest AS (
    SELECT o.id, o.key, o.siruta, row_number() OVER (PARTITION BY o.key, o.siruta ORDER BY o.id) AS n FROM new o
    WHERE NOT EXISTS (SELECT FROM kept k WHERE k.new_id = o.id)
)
SELECT o.id AS old_id, n.id AS new_id FROM old_rest o
FULL JOIN (SELECT * FROM new_rest WHERE key <> '') n ON o.key = n.key AND o.siruta = n.siruta AND o.n = n.n AND o.key <> ''
UNION ALL SELECT NULL, id FROM new_rest WHERE key = ''
"""

_COUNT = """
SELECT count(*) FILTER (WHERE p.old_id IS NULL), count(*) FILTER (WHERE p.new_id IS NULL),
       count(*) FILTER (WHERE f.id IS NOT NULL AND s.id IS NOT NULL AND f.geom::bytea IS DISTINCT FROM s.geom::bytea),
       count(*) FILTER (WHERE f.id IS NOT NULL AND s.id IS NOT NULL AND f.geom::bytea IS NOT DISTINCT FROM s.geom::bytea)
FROM changes p LEFT JOIN layers_feature f ON f.id = p.old_id LEFT JOIN layers_stagedfeature s ON s.id = p.new_id
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """Counts of a comparison. `moved` counts changed geometry (attributes may have changed too)."""

    added: int
    removed: int
    moved: int
    changed: int
    kept: int

    @property
    def removed_share(self) -> float:
        """Share of the published features that would go."""
        before = self.removed + self.moved + self.changed + self.kept
        return self.removed / before if before else 0.0

    def as_json(self) -> dict[str, int]:
        """Return the counts for LayerVersion.counts."""
        return asdict(self)


def pair_up(delivery: int, layer: int) -> Changes:
    """Fill the temporary table `changes` (old_id, new_id) for a delivery and count it; needs a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS changes")
        cursor.execute(f"CREATE TEMP TABLE changes ON COMMIT DROP AS {PAIRS}", {"layer": layer, "delivery": delivery})
        cursor.execute(_COUNT)
        added, removed, moved, changed = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM layers_stagedfeature WHERE delivery_id = %s", [delivery])
        staged = cursor.fetchone()[0]
    return Changes(added, removed, moved, changed, staged - added - moved - changed)
