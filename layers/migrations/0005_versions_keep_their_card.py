"""A version keeps what its layer's card said, so that an old answer can be replayed. Versions published so far get what it says now."""

from django.db import migrations, models

FILL = """
UPDATE layers_layerversion v SET card = jsonb_build_object(
    'title_ro', l.title_ro, 'title_en', l.title_en, 'source', l.source, 'accuracy_m', l.accuracy_m, 'refresh_days', l.refresh_days)
FROM layers_layer l WHERE l.id = v.layer_id AND v.card = '{}'
"""


class Migration(migrations.Migration):
    """One column with a default, filled once: versions are few."""

    dependencies = [
        ('layers', '0004_keepers_work'),
    ]

    operations = [
        migrations.AddField(
            model_name='layerversion',
            name='card',
            field=models.JSONField(blank=True, default=dict, help_text="What the layer's card said at publication: CARD_FACTS."),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
