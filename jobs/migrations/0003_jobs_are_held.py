from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_call_the_workers"),
        ("tenants", "0004_leaving"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="job",
            name="one_open_job_a_dedupe_key",
        ),
        migrations.RemoveConstraint(
            model_name="job",
            name="job_state_is_known",
        ),
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("ready", "Ready"),
                    ("running", "Running"),
                    ("done", "Done"),
                    ("failed", "Failed"),
                    ("held", "Held"),
                ],
                default="ready",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["ready", "running", "held"])),
                fields=("dedupe_key",),
                name="one_open_job_a_dedupe_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["ready", "running", "done", "failed", "held"])),
                name="job_state_is_known",
            ),
        ),
    ]
