from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "post"

    def ready(self) -> None:
        from post import checks  # noqa: F401 - registers the check once apps are loaded
