from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "post"

    def ready(self) -> None:
        from anymail.signals import tracking  # it reads settings: once apps are loaded

        from jobs import housekeeping  # models can be imported once apps are loaded
        from post import checks  # noqa: F401 - registers the check once apps are loaded
        from post.models import Delivery, Sms, Suppression, Tally
        from post.workflows.bounce import hear  # it reads models: once apps are loaded

        for kept in (Delivery, Sms, Suppression):
            housekeeping.register(kept.objects.old)
        housekeeping.register(Tally.objects.over)
        tracking.connect(hear, dispatch_uid="post.bounce")
