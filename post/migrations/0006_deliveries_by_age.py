from django.db import migrations, models

STATES = ["sent", "failed", "refused", "bounced", "complained"]


class Migration(migrations.Migration):
    dependencies = [("post", "0005_codes_that_were_typed")]

    operations = [
        migrations.AlterField(
            "delivery",
            "state",
            models.CharField(choices=[(each, each.title()) for each in STATES], max_length=10),
        ),
        migrations.AddIndex("delivery", models.Index(fields=["at"], name="deliveries_by_age")),
    ]
