"""A counter that moves with every change of layers, versions and restrictions, so that a cached rulebook is known to be old in one cheap read.

The sum of committed values grows with each commit. Rows are chosen by the number of the server process: two transactions that
change the catalogue at once seldom wait for each other.
"""

from django.db import migrations

TABLES = ("layers_layer", "layers_layerversion", "layers_restriction")
FORWARD = """
CREATE TABLE layers_cataloguechange (slot smallint PRIMARY KEY, changes bigint NOT NULL);
CREATE FUNCTION layers_count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO layers_cataloguechange AS c (slot, changes) VALUES (pg_backend_pid() % 128, 1)
    ON CONFLICT (slot) DO UPDATE SET changes = c.changes + 1;
    RETURN NULL;
END $$;
""" + "".join(
    f"CREATE TRIGGER layers_count_change AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION layers_count_change();\n"
    for table in TABLES
)
BACK = "".join(f"DROP TRIGGER layers_count_change ON {table};\n" for table in TABLES) + "DROP FUNCTION layers_count_change(); DROP TABLE layers_cataloguechange;"


class Migration(migrations.Migration):
    """One small table and three triggers."""

    dependencies = [
        ('layers', '0005_versions_keep_their_card'),
    ]

    operations = [migrations.RunSQL(FORWARD, BACK)]
