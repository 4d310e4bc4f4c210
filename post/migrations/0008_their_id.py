from django.db import migrations, models


class Migration(migrations.Migration):
    """In Python only: the column keeps its name, which the release before goes on reading."""

    dependencies = [("post", "0007_stops_of_workspaces")]

    operations = [
        migrations.AlterField(
            "delivery",
            "provider_id",
            models.CharField(
                blank=True, db_column="provider_id", db_default="", db_index=True, max_length=200
            ),
        ),
        migrations.RenameField("delivery", "provider_id", "their_id"),
        migrations.AlterField(
            "sms",
            "provider_id",
            models.CharField(
                blank=True, db_column="provider_id", db_index=True, default="", max_length=64
            ),
        ),
        migrations.RenameField("sms", "provider_id", "their_id"),
    ]
