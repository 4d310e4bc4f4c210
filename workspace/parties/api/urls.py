from django.urls import path

from workspace.parties.api import views

urlpatterns = [
    path("parties/", views.PartiesView.as_view()),
    path("parties/<uuid:party_id>/", views.PartyView.as_view()),
    path("parties/<uuid:party_id>/archive/", views.PartyArchiveView.as_view()),
]
