"""The tokens of the provider's programs."""

from django.urls import path

from users.api.clients import ClientRotationView, ClientsView, ClientView

urlpatterns = [
    path("tokens/", ClientsView.as_view()),
    path("tokens/<uuid:id>/", ClientView.as_view()),
    path("tokens/<uuid:id>/rotation/", ClientRotationView.as_view()),
]
