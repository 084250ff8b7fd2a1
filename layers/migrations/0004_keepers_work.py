"""The keepers' work: probes of three kinds, declared emptiness, changes of rules by two people, topology reports."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Only new tables and columns that may be empty."""

    dependencies = [
        ('accounts', '0001_initial'),
        ('layers', '0003_staged_features'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('values', models.JSONField(blank=True, default=dict, help_text='Fields of the new row; empty: the rule ends.')),
                ('from_day', models.DateField(help_text='First day of the new row; the present one ends the day before.')),
                ('entered_at', models.DateTimeField()),
                ('accepted', models.BooleanField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-entered_at'],
            },
        ),
        migrations.CreateModel(
            name='TopologyProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('overlap', 'suprapunere'), ('gap', 'gol'), ('outside', 'parcelă în afara oricărei zone'), ('twice', 'geometrie de două ori')], max_length=8)),
                ('area_m2', models.FloatField(default=0)),
                ('keys', models.JSONField(default=list, help_text='Natural keys of the features concerned.')),
                ('geom', django.contrib.gis.db.models.fields.GeometryField(spatial_index=False, srid=3844)),
            ],
            options={
                'ordering': ['report', 'kind', '-area_m2'],
            },
        ),
        migrations.CreateModel(
            name='TopologyReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version_number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'se calculează'), ('done', 'gata'), ('failed', 'eșuat')], default='waiting', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('counts', models.JSONField(default=dict, help_text='{kind: {"count", "area_m2"}}')),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='asked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='asked_by',
            field=models.ForeignKey(blank=True, help_text='Who asks a second person to agree to the deletions.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='layerversion',
            name='declared_empty_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='layerversion',
            name='declared_empty_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='probe',
            name='attribute',
            field=models.CharField(blank=True, default='', max_length=60),
        ),
        migrations.AddField(
            model_name='probe',
            name='expected_value',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='probe',
            name='kind',
            field=models.CharField(choices=[('place', 'la un loc se află un element'), ('count', 'numărul de elemente'), ('attribute', 'atributul unui element')], default='place', max_length=10),
        ),
        migrations.AddField(
            model_name='probe',
            name='least',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='probe',
            name='most',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='probe',
            name='parcel',
            field=models.CharField(blank=True, default='', help_text='Cadastral number; the place is a point inside it.', max_length=40),
        ),
        migrations.AlterField(
            model_name='probe',
            name='expected_key',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
        migrations.AlterField(
            model_name='probe',
            name='point',
            field=django.contrib.gis.db.models.fields.PointField(blank=True, null=True, srid=3844),
        ),
        migrations.AddConstraint(
            model_name='layerversion',
            constraint=models.CheckConstraint(condition=models.Q(('declared_empty_on', None), ('feature_count', 0), _connector='OR'), name='only_an_empty_version_is_declared_empty', violation_error_message='Un strat cu elemente nu poate fi declarat gol.'),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.authority'),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='layer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rule_changes', to='layers.layer'),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='result',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='layers.restriction'),
        ),
        migrations.AddField(
            model_name='topologyreport',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='topologyreport',
            name='layer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topology_reports', to='layers.layer'),
        ),
        migrations.AddField(
            model_name='topologyproblem',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='layers.topologyreport'),
        ),
        migrations.AddConstraint(
            model_name='rulechange',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted', None)), fields=('authority', 'code'), name='one_waiting_change_of_a_rule', violation_error_message='O altă modificare a acestei reguli așteaptă deja acordul.'),
        ),
        migrations.AddConstraint(
            model_name='rulechange',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('entered_by')), _negated=True), ('accepted', False), _connector='OR'), name='a_second_person_accepts_a_rule_change', violation_error_message='Modificarea o aprobă altă persoană decât cea care a propus-o.'),
        ),
    ]
