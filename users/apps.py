from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "users"

    def ready(self) -> None:
        from jobs import housekeeping  # models can be imported once apps are loaded
        from tenants import life
        from users import limits, others  # noqa: F401 - others: how allauth's tables are erased
        from users.models import Attempts, Code, Session, Ticket

        housekeeping.register(Session.objects.expired)
        housekeeping.register(Ticket.objects.expired)
        housekeeping.register(Code.objects.over)
        housekeeping.register(Attempts.objects.old)
        life.erasing.register(limits.forget)
