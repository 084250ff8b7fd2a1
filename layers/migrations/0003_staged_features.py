"""A place for delivered features between reading and publication."""
import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table is not logged: it is filled at full speed and can be filled again from the stored file."""

    dependencies = [("layers", "0002_search_indexes")]

    operations = [
        migrations.CreateModel(
            name="StagedFeature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(help_text="Place in the file, from 0.")),
                ("key", models.CharField(blank=True, default="", max_length=120)),
                ("siruta", models.CharField(blank=True, default="", max_length=6)),
                ("label", models.CharField(blank=True, default="", max_length=200)),
                ("attrs", models.JSONField(default=dict)),
                ("geom", django.contrib.gis.db.models.fields.GeometryField(spatial_index=False, srid=3844)),
                ("original", django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, spatial_index=False, srid=3844)),
                ("repaired", models.CharField(blank=True, default="", max_length=120)),
                ("fingerprint", models.CharField(max_length=32)),
                ("delivery", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="staged", to="layers.delivery")),
            ],
            options={"ordering": ["delivery", "position"]},
        ),
        migrations.RunSQL("ALTER TABLE layers_stagedfeature SET UNLOGGED", "ALTER TABLE layers_stagedfeature SET LOGGED"),
    ]
