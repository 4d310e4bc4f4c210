from django.urls import path

from workspace.money.views import lists, payments, recording

app_name = "money"
urlpatterns = [
    path("", lists.payments, name="payments"),
    path("new/", recording.new, name="new"),
    path("<uuid:payment_id>/", payments.show, name="payment"),
    path("<uuid:payment_id>/allocate/", payments.allocate, name="allocate"),
    path("<uuid:payment_id>/take-back/", payments.take_back, name="take_back"),
    path("<uuid:payment_id>/reverse/", payments.reverse, name="reverse"),
]
