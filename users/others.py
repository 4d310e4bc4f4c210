"""How the tables of allauth and Django are erased: models that are not ours say nothing themselves."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from tenants.leaving import erased, holds_nothing

erased(with_person="user")(EmailAddress)
erased(with_person="email_address__user")(EmailConfirmation)
erased(with_person="user")(Authenticator)
for unused in (Permission, Group, Group.permissions.through, ContentType):
    holds_nothing("nothing: roles are told by memberships, and no one writes here")(unused)
