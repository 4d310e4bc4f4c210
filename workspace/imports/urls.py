from django.urls import path

from workspace.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.imports, name="list"),
    path("<uuid:import_id>/", views.one_import, name="one"),
    path("<uuid:import_id>/progress/", views.progress, name="progress"),
    path("<uuid:import_id>/undo/", views.undo, name="undo"),
]
