from django.urls import path

from workspace.papers.api import views

urlpatterns = [
    path("invoices/<uuid:document_id>/pdf/", views.InvoicePdfView.as_view()),
    path("invoices/<uuid:document_id>/deliveries/", views.InvoiceDeliveriesView.as_view()),
    path("credit-notes/<uuid:document_id>/pdf/", views.CreditNotePdfView.as_view()),
    path("credit-notes/<uuid:document_id>/deliveries/", views.CreditNoteDeliveriesView.as_view()),
]
