from django.urls import path

from workspace.company.api import views

urlpatterns = [
    path("company/", views.CompanyView.as_view()),
    path("company/logo/", views.LogoView.as_view()),
]
