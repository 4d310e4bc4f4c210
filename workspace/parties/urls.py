from django.urls import path

from workspace.parties import views

app_name = "parties"
urlpatterns = [
    path("", views.listed, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:party_id>/", views.show, name="show"),
    path("<uuid:party_id>/edit/", views.edit, name="edit"),
    path("<uuid:party_id>/archive/", views.archive, name="archive"),
    path("<uuid:party_id>/restore/", views.restore, name="restore"),
]
