"""The provider's staff, the tokens of its programs, and help for people who cannot get in."""

from django.urls import path

from users.api.provider.clients import ClientRotationView, ClientsView, ClientView
from users.api.provider.people import FactorRecoveryView, PasswordResetView, SignOutView
from users.api.provider.staff import StaffListView, StaffView

urlpatterns = [
    path("staff/", StaffListView.as_view()),
    path("staff/<uuid:id>/", StaffView.as_view()),
    path("tokens/", ClientsView.as_view()),
    path("tokens/<uuid:id>/", ClientView.as_view()),
    path("tokens/<uuid:id>/rotation/", ClientRotationView.as_view()),
    path("people/password-reset/", PasswordResetView.as_view()),
    path("people/sign-out/", SignOutView.as_view()),
    path("people/factor-recovery/", FactorRecoveryView.as_view()),
]
