from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "post"

    def ready(self) -> None:
        from anymail.signals import tracking  # it reads settings: once apps are loaded

        from jobs import housekeeping  # models can be imported once apps are loaded
        from post import checks  # noqa: F401 - registers the check once apps are loaded
        from post.models import Sms, Suppression, Tally
        from post.workflows.bounce import hear  # it reads models: once apps are loaded

        for past_its_time in (Sms.objects.old, Suppression.objects.old, Tally.objects.over):
            housekeeping.register(past_its_time)
        tracking.connect(hear, dispatch_uid="post.bounce")
