from django.urls import path

from workspace.sales.api import views

urlpatterns = [
    path("invoices/", views.InvoicesView.as_view()),
    path("invoices/<uuid:document_id>/", views.InvoiceView.as_view()),
    path("invoices/<uuid:document_id>/issue/", views.InvoiceIssueView.as_view()),
    path("invoices/<uuid:document_id>/credit-notes/", views.InvoiceCreditNotesView.as_view()),
    path("credit-notes/", views.CreditNotesView.as_view()),
    path("credit-notes/<uuid:document_id>/", views.CreditNoteView.as_view()),
    path("credit-notes/<uuid:document_id>/issue/", views.CreditNoteIssueView.as_view()),
]
