import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A workspace's session and a ticket belong to the sign-in on the public host."""

    dependencies = [("users", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="origin",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="users.session",
            ),
        ),
        migrations.RemoveField(model_name="ticket", name="user"),
        migrations.AddField(
            model_name="ticket",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="users.session",
            ),
            preserve_default=False,
        ),
    ]
