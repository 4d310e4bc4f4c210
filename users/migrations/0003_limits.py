from django.db import migrations


class Migration(migrations.Migration):
    """The table of `users.limits`. Unlogged: addresses of visitors reach no backup and no replica."""

    dependencies = [("users", "0002_sign_in")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE users_limit (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX users_limit_expires ON users_limit (expires);
            """,
            "DROP TABLE users_limit",
        )
    ]
