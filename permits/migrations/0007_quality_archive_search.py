"""Quality, archive packages, the tour, full-text search; the reset of a practice town hall may delete its own history."""
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION permits_ro (COPY = romanian);
ALTER TEXT SEARCH CONFIGURATION permits_ro ALTER MAPPING FOR hword, hword_part, word WITH unaccent, romanian_stem;
"""
TRIGGERS = """
CREATE FUNCTION permits_search_case(asked uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO permits_searchtext (authority_id, case_id, kind, "of", title, text, unread)
    SELECT c.authority_id, c.id, 'case', c.id, concat_ws(' ', c.registry_number::text, c.registry_year::text, a.name),
           concat_ws(' ', c.purpose, p.address, p.land_register, (SELECT string_agg(one ->> 'cadastral_number', ' ') FROM jsonb_array_elements(p.parcels) one)), ''
      FROM permits_case c LEFT JOIN permits_applicant a ON a.case_id = c.id LEFT JOIN permits_plot p ON p.case_id = c.id
     WHERE c.id = asked
    ON CONFLICT (kind, "of") DO UPDATE SET title = EXCLUDED.title, text = EXCLUDED.text
$$;
CREATE FUNCTION permits_search_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'permits_case' THEN PERFORM permits_search_case(NEW.id); ELSE PERFORM permits_search_case(NEW.case_id); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_case AFTER INSERT OR UPDATE OF purpose, registry_number, registry_year ON permits_case
    FOR EACH ROW EXECUTE FUNCTION permits_search_of_case();
CREATE TRIGGER search_applicant AFTER INSERT OR UPDATE OF name ON permits_applicant FOR EACH ROW EXECUTE FUNCTION permits_search_of_case();
CREATE TRIGGER search_plot AFTER INSERT OR UPDATE OF address, land_register, parcels ON permits_plot FOR EACH ROW EXECUTE FUNCTION permits_search_of_case();
CREATE FUNCTION permits_search_document(asked uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO permits_searchtext (authority_id, case_id, kind, "of", title, text, unread)
    SELECT d.authority_id, d.case_id, 'document', d.id, concat_ws(' ', d.title, d.book, e.number::text, e.year::text),
           coalesce(left((SELECT string_agg(word #>> '{}', ' ') FROM jsonb_path_query(d.fields, 'strict $.** ? (@.type() == "string")', '{}', true) word), 200000), ''), ''
      FROM permits_issueddocument d LEFT JOIN permits_registerentry e ON e.id = d.entry_id
     WHERE d.id = asked AND d.state <> 'cancelled'
    ON CONFLICT (kind, "of") DO UPDATE SET title = EXCLUDED.title, text = EXCLUDED.text
$$;
CREATE FUNCTION permits_search_of_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'cancelled' THEN DELETE FROM permits_searchtext WHERE kind = 'document' AND "of" = NEW.id;
    ELSE PERFORM permits_search_document(NEW.id); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_document AFTER INSERT OR UPDATE OF title, fields, entry_id, state ON permits_issueddocument
    FOR EACH ROW EXECUTE FUNCTION permits_search_of_document();
CREATE INDEX register_entry_words ON permits_registerentry USING gin (to_tsvector('permits_ro', subject || ' ' || correspondent));
CREATE INDEX event_moves ON permits_caseevent (case_id, seq) INCLUDE (at) WHERE data ? 'to';
"""
FILL = """
SELECT count(permits_search_case(id)) FROM permits_case;
SELECT count(permits_search_document(id)) FROM permits_issueddocument WHERE state <> 'cancelled';
"""
# Only rows of a practice town hall may be deleted: that flag is set when it is made and cannot be changed (accounts 0002).
PRACTICE = """
CREATE OR REPLACE FUNCTION permits_refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE practice boolean := false;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'permits_caseevent' THEN
            SELECT a.practice INTO practice FROM permits_case c JOIN accounts_authority a ON a.id = c.authority_id WHERE c.id = OLD.case_id;
        ELSIF TG_TABLE_NAME = 'permits_registerentry' THEN
            SELECT a.practice INTO practice FROM accounts_authority a WHERE a.id = OLD.authority_id;
        END IF;
        IF practice THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION 'history cannot be rewritten (%.%)', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
STRICT = """
CREATE OR REPLACE FUNCTION permits_refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history cannot be rewritten (%.%)', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
UNDO = """
DROP INDEX event_moves; DROP INDEX register_entry_words;
DROP TRIGGER search_document ON permits_issueddocument; DROP TRIGGER search_plot ON permits_plot;
DROP TRIGGER search_applicant ON permits_applicant; DROP TRIGGER search_case ON permits_case;
DROP FUNCTION permits_search_of_document(); DROP FUNCTION permits_search_document(uuid);
DROP FUNCTION permits_search_of_case(); DROP FUNCTION permits_search_case(uuid);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_authority_practice'),
        ('permits', '0006_integrations_treasury_subscriptions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION permits_ro;"),
        migrations.CreateModel(
            name='ArchivePackage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('payload_files', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('verified_at', models.DateTimeField(help_text='When the finished file was opened again and every hash compared.')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.authority')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packages', to='permits.case')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='Nonconformity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('source', models.CharField(choices=[('review', 'a doua verificare'), ('complaint', 'reclamație'), ('audit', 'audit intern'), ('other', 'altă sursă')], max_length=10)),
                ('procedure', models.CharField(blank=True, default='', max_length=60)),
                ('title', models.CharField(max_length=160)),
                ('description', models.TextField()),
                ('state', models.CharField(default='open', max_length=12)),
                ('cause', models.TextField(blank=True, default='')),
                ('action', models.TextField(blank=True, default='', help_text='Corrective action.')),
                ('due', models.DateField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('effect', models.TextField(blank=True, default='', help_text='What the check of effectiveness found.')),
                ('raised_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.authority')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nonconformities', to='permits.case')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nonconformities', to=settings.AUTH_USER_MODEL)),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='NonconformityStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('state', models.CharField(max_length=12)),
                ('text', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('nonconformity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='permits.nonconformity')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='First day of the month whose decided cases were drawn from.')),
                ('seed', models.CharField(max_length=80)),
                ('population', models.PositiveIntegerField(help_text='How many cases were decided in the month.')),
                ('drawn_at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.authority')),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-month'],
            },
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('case', 'dosar'), ('paper', 'act depus'), ('document', 'document al primăriei')], max_length=8)),
                ('of', models.UUIDField(help_text='Key of the case, paper or document.')),
                ('title', models.TextField(blank=True, default='')),
                ('text', models.TextField(blank=True, default='')),
                ('unread', models.CharField(blank=True, default='', help_text='Why the text of a paper could not be read: no_text, encrypted, time, damaged.', max_length=40)),
                ('vector', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('title', 'text', config='permits_ro'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.authority')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_texts', to='permits.case')),
            ],
        ),
        migrations.CreateModel(
            name='SecondReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdicts', models.JSONField(default=dict, help_text="Code of the checklist's point → verdict.")),
                ('note', models.TextField(blank=True, default='')),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='second_reviews', to='permits.case')),
                ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sample', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='permits.reviewsample')),
            ],
            options={
                'ordering': ['sample', 'case'],
            },
        ),
        migrations.AddField(
            model_name='nonconformity',
            name='review',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nonconformities', to='permits.secondreview'),
        ),
        migrations.CreateModel(
            name='TourStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=60)),
                ('done_at', models.DateTimeField()),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.authority')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Opens the question without signing in.', max_length=32, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('comment', models.TextField(blank=True, default='')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rating', to='permits.case')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('score', None), models.Q(('score__gte', 1), ('score__lte', 5)), _connector='OR'), name='rating_from_one_to_five'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('score', None)), models.Q(('answered_at__isnull', False), ('score__isnull', False)), _connector='OR'), name='rating_answered_whole')],
            },
        ),
        migrations.AddConstraint(
            model_name='reviewsample',
            constraint=models.UniqueConstraint(fields=('authority', 'month'), name='one_sample_a_month', violation_error_message='Eșantionul lunii a fost deja tras.'),
        ),
        migrations.AddIndex(
            model_name='searchtext',
            index=django.contrib.postgres.indexes.GinIndex(fields=['vector'], name='search_text_vector'),
        ),
        migrations.AddConstraint(
            model_name='searchtext',
            constraint=models.UniqueConstraint(fields=('kind', 'of'), name='search_text_once'),
        ),
        migrations.AddConstraint(
            model_name='secondreview',
            constraint=models.UniqueConstraint(fields=('sample', 'case'), name='reviewed_once_a_sample'),
        ),
        migrations.AddConstraint(
            model_name='secondreview',
            constraint=models.CheckConstraint(condition=models.Q(('done_at', None), ('reviewer__isnull', False), _connector='OR'), name='review_has_a_reviewer'),
        ),
        migrations.AddConstraint(
            model_name='nonconformity',
            constraint=models.UniqueConstraint(fields=('authority', 'number'), name='nonconformity_number_once'),
        ),
        migrations.AddConstraint(
            model_name='nonconformity',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'cause_found', 'action_set', 'action_done', 'closed'])), name='nonconformity_state_known'),
        ),
        migrations.AddConstraint(
            model_name='nonconformity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['action_set', 'action_done', 'closed']), _negated=True), models.Q(('due__isnull', False), ('owner__isnull', False), models.Q(('cause', ''), _negated=True), models.Q(('action', ''), _negated=True)), _connector='OR'), name='action_has_owner_and_date', violation_error_message='O acțiune corectivă are cauză, responsabil și termen.'),
        ),
        migrations.AddConstraint(
            model_name='tourstep',
            constraint=models.UniqueConstraint(fields=('authority', 'user', 'step'), name='tour_step_once'),
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(PRACTICE, STRICT),
    ]
