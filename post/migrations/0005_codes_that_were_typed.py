from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("post", "0004_what_came_back")]

    operations = [
        migrations.AddField("tally", "typed", models.PositiveIntegerField(db_default=0)),
    ]
