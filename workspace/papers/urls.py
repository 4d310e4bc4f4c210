from django.urls import path

from workspace.papers import views

app_name = "papers"
urlpatterns = [
    path("<uuid:document_id>/pdf/", views.pdf, name="pdf"),
    path("<uuid:document_id>/send/", views.send, name="send"),
]
