"""What people do with their own things by API, on the public host and on a workspace's."""

from django.urls import path

from users.api.confirmations import ConfirmationCodesView, ConfirmationView

urlpatterns = [
    path("confirmations/<uuid:confirmation_id>/", ConfirmationView.as_view()),
    path("confirmations/<uuid:confirmation_id>/codes/", ConfirmationCodesView.as_view()),
]
