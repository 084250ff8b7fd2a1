"""Practice authorities; the flag is set when one is made and never changes."""
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION accounts_practice_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.practice IS DISTINCT FROM OLD.practice THEN
        RAISE EXCEPTION 'a town hall cannot become a practice one, nor the other way round' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER practice_is_final BEFORE UPDATE OF practice ON accounts_authority FOR EACH ROW EXECUTE FUNCTION accounts_practice_is_final();
"""
BACKWARD = "DROP TRIGGER practice_is_final ON accounts_authority; DROP FUNCTION accounts_practice_is_final();"


class Migration(migrations.Migration):
    """A town hall to practise in: what is reset must never be a real one's."""

    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="authority",
            name="practice",
            field=models.BooleanField(default=False, help_text="A place to practise: documents are marked, cases are deleted by a reset. Never changed once set."),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
