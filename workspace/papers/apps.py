from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "workspace.papers"

    def ready(self) -> None:
        from workspace.papers.models import Paper  # models must be loaded first
        from workspace.sales import events

        events.issued.register(Paper.objects.print)
