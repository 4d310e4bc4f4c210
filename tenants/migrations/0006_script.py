from django.conf import settings
from django.db import migrations, models

# The owner executes what stands here: the runtime login may not even look. Its role has rights
# on every other table of the public room by default.
CLOSE = f'REVOKE ALL ON tenants_script FROM "{settings.DATABASE_PUBLIC_ROLE}"'


class Migration(migrations.Migration):
    dependencies = [("tenants", "0005_schemas")]

    operations = [
        migrations.CreateModel(
            name="Script",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("head", models.TextField()),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.RunSQL(CLOSE, migrations.RunSQL.noop),
    ]
