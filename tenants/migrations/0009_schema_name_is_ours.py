from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0008_own_domains")]

    operations = [
        migrations.AddConstraint(
            model_name="schema",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "^t_[a-z0-9]+$")), name="schema_name_is_ours"
            ),
        ),
    ]
