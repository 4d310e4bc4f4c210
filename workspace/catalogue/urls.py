from django.urls import path

from workspace.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.listed, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:item_id>/", views.edit, name="edit"),
    path("<uuid:item_id>/archive/", views.archive, name="archive"),
    path("<uuid:item_id>/restore/", views.restore, name="restore"),
]
