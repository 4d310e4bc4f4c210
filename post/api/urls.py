from django.urls import path

from post.api.suppressions import SuppressionsView, SuppressionView
from post.api.views import LettersView, LetterView

urlpatterns = [
    path("letters/", LettersView.as_view(), name="letters"),
    path("suppressions/", SuppressionsView.as_view(), name="suppressions"),
    path("suppressions/<str:mark>/", SuppressionView.as_view(), name="suppression"),
    path("letters/<str:name>/", LetterView.as_view(), name="letter"),
]
