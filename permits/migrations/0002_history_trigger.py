"""The database itself refuses to rewrite the history of a case, the register and issued documents."""
from django.db import migrations

FORWARD = """
CREATE FUNCTION permits_refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history cannot be rewritten (%.%)', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER event_is_final BEFORE UPDATE OR DELETE ON permits_caseevent FOR EACH ROW EXECUTE FUNCTION permits_refuse_rewrite();
CREATE TRIGGER register_not_deleted BEFORE DELETE ON permits_registerentry FOR EACH ROW EXECUTE FUNCTION permits_refuse_rewrite();
CREATE FUNCTION permits_issued_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'issued' AND (NEW.sha256, NEW.entry_id, NEW.issued_at, NEW.fields, NEW.kind, NEW.verification_code)
       IS DISTINCT FROM (OLD.sha256, OLD.entry_id, OLD.issued_at, OLD.fields, OLD.kind, OLD.verification_code) THEN
        RAISE EXCEPTION 'an issued document cannot be rewritten' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_is_final BEFORE UPDATE ON permits_issueddocument FOR EACH ROW EXECUTE FUNCTION permits_issued_is_final();
"""
BACKWARD = """
DROP TRIGGER issued_is_final ON permits_issueddocument; DROP FUNCTION permits_issued_is_final();
DROP TRIGGER register_not_deleted ON permits_registerentry;
DROP TRIGGER event_is_final ON permits_caseevent; DROP FUNCTION permits_refuse_rewrite();
"""


class Migration(migrations.Migration):
    """Triggers on history, register and issued documents."""

    dependencies = [("permits", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
