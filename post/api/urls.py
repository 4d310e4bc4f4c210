from django.urls import path

from post.api.views import LettersView, LetterView

urlpatterns = [
    path("letters/", LettersView.as_view(), name="letters"),
    path("letters/<str:name>/", LetterView.as_view(), name="letter"),
]
