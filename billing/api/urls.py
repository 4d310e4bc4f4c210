from django.urls import path

from billing.api.views import payers, plans, subscriptions

urlpatterns = [
    path(
        "tenants/<uuid:id>/subscription/",
        subscriptions.SubscriptionView.as_view(),
        name="tenant-subscription",
    ),
    path("tenants/<uuid:id>/subscription/cancellation/", subscriptions.CancellationView.as_view()),
    path("plans/", plans.PlansView.as_view()),
    path("plans/<slug:code>/", plans.PlanView.as_view()),
    path("plans/<slug:code>/prices/", plans.PricesView.as_view()),
    path("plans/<slug:code>/retirement/", plans.RetirementView.as_view()),
    path("payers/", payers.PayersView.as_view()),
    path("payers/<uuid:id>/", payers.PayerView.as_view()),
    path("payers/<uuid:id>/verification/", payers.VerificationView.as_view()),
]
