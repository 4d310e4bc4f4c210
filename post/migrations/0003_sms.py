
import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('post', '0002_letters_in_own_words'),
        ('tenants', '0009_schema_name_is_ours'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('mark', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('until', models.DateTimeField(db_index=True)),
                ('many', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name_plural': 'tallies',
            },
        ),
        migrations.CreateModel(
            name='Sms',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('reference', models.CharField(db_index=True, max_length=100)),
                ('to_mark', models.CharField(max_length=64)),
                ('hidden', models.CharField(max_length=20)),
                ('segments', models.PositiveSmallIntegerField()),
                ('gateway', models.CharField(max_length=20)),
                ('provider_id', models.CharField(blank=True, db_index=True, default='', max_length=64)),
                ('state', models.CharField(choices=[('sending', 'Sending'), ('unknown', 'Unknown'), ('accepted', 'Accepted'), ('delivered', 'Delivered'), ('failed', 'Failed')], default='sending', max_length=10)),
                ('error_code', models.CharField(blank=True, default='', max_length=100)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenants.tenant')),
            ],
            options={
                'verbose_name': 'SMS',
                'verbose_name_plural': 'SMS',
            },
        ),
    ]
