from django.apps import AppConfig


class PlainConfig(AppConfig):
    name = "bench.plain"

    def ready(self) -> None:
        import django_tasks  # noqa: F401 - makes Django's classes generic, as our views expect
