"""What an earlier answer rests on and was not kept: when a layer went out of use, when a rule was entered and ended, where each version was complete."""

from django.db import migrations, models

# The database keeps the moment: whoever takes a layer out of use, from a page or by hand, cannot forget it.
FORWARD = """
CREATE FUNCTION layers_out_of_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.active THEN
        NEW.inactive_since := NULL;
    ELSIF TG_OP = 'UPDATE' AND NOT OLD.active THEN
        NEW.inactive_since := OLD.inactive_since;
    ELSE
        NEW.inactive_since := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER layers_out_of_use BEFORE INSERT OR UPDATE ON layers_layer FOR EACH ROW EXECUTE FUNCTION layers_out_of_use();
"""
BACK = "DROP TRIGGER layers_out_of_use ON layers_layer; DROP FUNCTION layers_out_of_use();"
# Until now a version without a coverage of its own took that of the card.
OWN_COVERAGE = "UPDATE layers_layerversion v SET coverage = l.coverage FROM layers_layer l WHERE l.id = v.layer_id AND v.coverage IS NULL AND l.coverage IS NOT NULL"


class Migration(migrations.Migration):
    """Three columns that may be empty, one trigger, one statement of data."""

    dependencies = [
        ("layers", "0009_strips_in_topology"),
    ]

    operations = [
        migrations.AddField("layer", "inactive_since", models.DateTimeField(null=True, blank=True, editable=False)),
        migrations.AddField("restriction", "entered_at", models.DateTimeField(null=True, blank=True, help_text="Empty: known from the beginning.")),
        migrations.AddField("restriction", "ended_at", models.DateTimeField(null=True, blank=True, help_text="When its last day was entered.")),
        migrations.RunSQL(FORWARD, BACK),
        migrations.RunSQL(OWN_COVERAGE, migrations.RunSQL.noop),
    ]
