from django.db import migrations, models


class Migration(migrations.Migration):
    """A job whose workspace is behind comes back every ten seconds, and each time is an attempt: a
    smallint was full after four days, and then nobody could claim any job at all."""

    dependencies = [("jobs", "0007_call_when_idle")]

    operations = [
        migrations.AlterField(
            model_name="job", name="attempts", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AlterField(
            model_name="job", name="max_attempts", field=models.PositiveIntegerField()
        ),
    ]
