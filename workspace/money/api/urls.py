from django.urls import path

from workspace.money.api import views

urlpatterns = [
    path("payments/", views.PaymentsView.as_view()),
    path("payments/<uuid:payment_id>/", views.PaymentView.as_view()),
    path("payments/<uuid:payment_id>/allocations/", views.AllocationsView.as_view()),
    path("payments/<uuid:payment_id>/reversal/", views.ReversalView.as_view()),
    path("parties/<uuid:party_id>/balances/", views.BalancesView.as_view()),
]
