"""Edits of single features: the lasting number of a thing, the history, and the database's one way to edit."""
from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

SQL = (Path(__file__).parent / "edit_feature.sql").read_text(encoding="utf-8")
BACK = """
DROP TRIGGER layers_edit_kept ON layers_edit;
DROP FUNCTION layers_edit_kept(), layers_edit_view(),
    layers_edit_feature(bigint, text, bigint, text, text, text, jsonb, geometry, bigint, text),
    layers_edit_row(layers_feature), layers_edit_attrs(jsonb, jsonb), layers_edit_shape(geometry, text), layers_edit_refuse(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_authority_practice'),
        ('layers', '0006_count_catalogue_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Edit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(help_text='Number of the layer version the edit made.')),
                ('identity', models.BigIntegerField()),
                ('action', models.CharField(choices=[('insert', 'adăugat'), ('update', 'modificat'), ('delete', 'șters')], max_length=6)),
                ('at', models.DateTimeField()),
                ('db_role', models.CharField(max_length=63)),
                ('program', models.CharField(blank=True, default='', max_length=64)),
                ('reason', models.CharField(blank=True, default='', max_length=300)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='EditorRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=63, unique=True)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='feature',
            name='identity',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='feature',
            index=models.Index(models.F('layer'), django.db.models.functions.comparison.Coalesce('identity', 'id'), condition=models.Q(('until', None)), name='feature_identity'),
        ),
        migrations.AddField(
            model_name='edit',
            name='layer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='edits', to='layers.layer'),
        ),
        migrations.AddField(
            model_name='edit',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='editorrole',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.authority'),
        ),
        migrations.AddField(
            model_name='editorrole',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='edit',
            index=models.Index(fields=['layer', 'identity'], name='edit_of_thing'),
        ),
        migrations.AddConstraint(
            model_name='editorrole',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('authority', 'user'), name='one_editor_role'),
        ),
        migrations.RunSQL(SQL, BACK),
    ]
