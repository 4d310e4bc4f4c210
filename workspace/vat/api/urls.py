from django.urls import path

from workspace.vat.api import views

urlpatterns = [path("tax-codes/", views.TaxCodesView.as_view())]
