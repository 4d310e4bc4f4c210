from django.urls import path

from workspace.imports.api import views

urlpatterns = [
    path("imports/", views.ImportsView.as_view()),
    path("imports/<uuid:import_id>/", views.ImportView.as_view()),
    path("imports/<uuid:import_id>/reversal/", views.ImportReversalView.as_view()),
]
