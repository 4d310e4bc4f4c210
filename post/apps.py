from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "post"

    def ready(self) -> None:
        from anymail.signals import tracking  # it reads settings: once apps are loaded

        from post import checks  # noqa: F401 - registers the check once apps are loaded
        from post.workflows.bounce import hear  # it reads models: once apps are loaded

        tracking.connect(hear, dispatch_uid="post.bounce")
