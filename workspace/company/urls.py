from django.urls import path

from workspace.company import views

app_name = "company"
urlpatterns = [
    path("", views.edit, name="edit"),
    path("logo/", views.logo, name="logo"),
    path("logo/put/", views.put_logo, name="put-logo"),
    path("logo/remove/", views.remove_logo, name="remove-logo"),
]
