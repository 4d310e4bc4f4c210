from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "workspace.members"

    def ready(self) -> None:
        from tenants import life  # like the next one: models are there once apps are loaded
        from workspace.members.models import Member

        life.departed.register(Member.objects.leave)
        life.returned.register(Member.objects.come_back)
