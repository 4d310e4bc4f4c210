from django.apps import AppConfig

from workspace.sales import events


class PapersConfig(AppConfig):
    name = "workspace.papers"

    def ready(self) -> None:
        from workspace.papers.models import Paper  # models must be loaded first

        events.issued.register(Paper.objects.print)
