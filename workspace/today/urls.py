from django.urls import path

from workspace.today import views

urlpatterns = [
    path("", views.today, name="today"),
]
