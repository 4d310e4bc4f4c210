from django.urls import path

from workspace.catalogue.api import views

urlpatterns = [
    path("items/", views.ItemsView.as_view()),
    path("items/<uuid:item_id>/", views.ItemView.as_view()),
    path("items/<uuid:item_id>/archive/", views.ItemArchiveView.as_view()),
]
