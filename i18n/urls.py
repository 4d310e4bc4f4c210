from django.urls import path

from i18n import views

urlpatterns = [
    path("language/", views.set_language, name="language"),
]
