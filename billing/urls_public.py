from django.urls import path

from billing import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/<slug:slug>/plan/", views.PlanView.as_view(), name="account-plan"),
    path("account/<slug:slug>/payer/", views.PayerView.as_view(), name="account-payer"),
    path(
        "account/<slug:slug>/payer/other/",
        views.OtherPayerView.as_view(),
        name="account-other-payer",
    ),
    path("account/<slug:slug>/payer/<uuid:payer>/", views.pay_by, name="account-pay-by"),
    path("account/<slug:slug>/cancel/", views.CancelView.as_view(), name="account-cancel"),
    path("account/<slug:slug>/resume/", views.resume, name="account-resume"),
]
