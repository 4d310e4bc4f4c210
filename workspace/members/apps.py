from django.apps import AppConfig

from tenants import life


class MembersConfig(AppConfig):
    name = "workspace.members"

    def ready(self) -> None:
        from workspace.members.models import Member  # models must be loaded first

        life.departed.register(Member.objects.leave)
        life.returned.register(Member.objects.come_back)
