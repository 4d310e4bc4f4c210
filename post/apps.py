from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "post"

    def ready(self) -> None:
        # All of these read settings or know models, which are there once apps are loaded.
        from anymail.signals import tracking

        from jobs import housekeeping  # the same
        from post import checks  # noqa: F401 - registers the check
        from post.models import Delivery, Sms, Suppression, Tally
        from post.workflows.bounce import hear  # the same

        for kept in (Delivery, Sms, Suppression):
            housekeeping.register(kept.objects.old)
        housekeeping.register(Tally.objects.over)
        tracking.connect(hear, dispatch_uid="post.bounce")
