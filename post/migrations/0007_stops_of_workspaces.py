from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("post", "0006_deliveries_by_age")]

    operations = [
        migrations.AddField(
            "suppression",
            "of_workspaces",
            models.BooleanField(db_default=False, default=False),
        ),
    ]
