"""The way in and out, and the tokens of a workspace's programs."""

from django.urls import path

from users.api.tickets import EntryView
from users.api.tokens import TokenRotationView, TokensView, TokenView

urlpatterns = [
    path("session/", EntryView.as_view()),
    path("tokens/", TokensView.as_view()),
    path("tokens/<uuid:token_id>/", TokenView.as_view()),
    path("tokens/<uuid:token_id>/rotation/", TokenRotationView.as_view()),
]
