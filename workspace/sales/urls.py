from django.urls import path

from workspace.sales.views import documents, drafts, lists

app_name = "sales"
urlpatterns = [
    path("", lists.invoices, name="invoices"),
    path("new/", drafts.new, name="new"),
    path("credit-notes/", lists.credit_notes, name="credit_notes"),
    path("credit-notes/new/", drafts.new_credit_note, name="new_credit_note"),
    path("<uuid:document_id>/", documents.show, name="document"),
    path("<uuid:document_id>/edit/", drafts.edit, name="edit"),
    path("<uuid:document_id>/issue/", documents.issue, name="issue"),
    path("<uuid:document_id>/credit/", documents.credit, name="credit"),
    path("<uuid:document_id>/discard/", documents.discard, name="discard"),
]
