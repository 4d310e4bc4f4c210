"""The tokens of the provider's programs, and help for people who cannot get in."""

from django.urls import path

from users.api.clients import ClientRotationView, ClientsView, ClientView
from users.api.people import FactorRecoveryView, PasswordResetView

urlpatterns = [
    path("tokens/", ClientsView.as_view()),
    path("tokens/<uuid:id>/", ClientView.as_view()),
    path("tokens/<uuid:id>/rotation/", ClientRotationView.as_view()),
    path("people/password-reset/", PasswordResetView.as_view()),
    path("people/factor-recovery/", FactorRecoveryView.as_view()),
]
