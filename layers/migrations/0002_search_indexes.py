"""Search by name as people type it, by old topographic number, by prefix of a number."""
import django.contrib.postgres.indexes
import django.db.models.fields.json
from django.db import migrations, models

import layers.models.feature

# unaccent() itself is only STABLE (its dictionary could be altered), so it cannot be indexed without this wrapper.
PLAIN = """
CREATE FUNCTION layers_plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$
"""


class Migration(migrations.Migration):
    """Replace the trigram index over all labels (parcels too) by one over plain names per layer."""

    dependencies = [("layers", "0001_initial"), ("core", "0001_extensions")]

    operations = [
        migrations.RunSQL(PLAIN, "DROP FUNCTION layers_plain(text)"),
        migrations.RemoveIndex(model_name="feature", name="feature_key"),
        migrations.RemoveIndex(model_name="feature", name="feature_label_trgm"),
        migrations.AddIndex(
            model_name="feature",
            index=models.Index(
                fields=["layer", "key", "siruta"], name="feature_key", opclasses=["int8_ops", "varchar_pattern_ops", "varchar_pattern_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="feature",
            index=django.contrib.postgres.indexes.GistIndex(
                models.F("layer"),
                django.contrib.postgres.indexes.OpClass(layers.models.feature.Plain("label"), name="gist_trgm_ops"),
                condition=models.Q(("until", None), models.Q(("label", ""), _negated=True)),
                name="feature_label_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="feature",
            index=models.Index(
                models.F("layer"),
                django.db.models.fields.json.KeyTextTransform("topo_number", "attrs"),
                condition=models.Q(("attrs__has_key", "topo_number"), ("until", None)),
                name="feature_topo_number",
            ),
        ),
        migrations.AddIndex(
            model_name="feature",
            index=models.Index(
                models.F("layer"),
                django.db.models.fields.json.KeyTextTransform("street", "attrs"),
                condition=models.Q(("attrs__has_key", "street"), ("until", None)),
                name="feature_street",
            ),
        ),
    ]
