"""Confirmations by API, on each kind of host: each person sees those that they asked for there."""

from django.urls import path

from users.api.confirmations import ConfirmationCodesView, ConfirmationPasskeyView, ConfirmationView

urlpatterns = [
    path("confirmations/<uuid:confirmation_id>/", ConfirmationView.as_view()),
    path("confirmations/<uuid:confirmation_id>/codes/", ConfirmationCodesView.as_view()),
    path("confirmations/<uuid:confirmation_id>/passkey/", ConfirmationPasskeyView.as_view()),
]
