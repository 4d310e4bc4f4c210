
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('post', '0003_sms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('mark', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('bounced', 'Bounced'), ('complained', 'Complained')], max_length=10)),
                ('at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name='delivery',
            name='provider_id',
            field=models.CharField(blank=True, db_default='', db_index=True, max_length=200),
        ),
        migrations.AddField(
            model_name='delivery',
            name='returned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('sent', 'Sent'), ('failed', 'Failed'), ('bounced', 'Bounced'), ('complained', 'Complained')], max_length=10),
        ),
    ]
