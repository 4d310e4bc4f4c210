from django.urls import path

from billing import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/<slug:slug>/plans/", views.plans, name="account-plans"),
    path("account/<slug:slug>/plans/<slug:code>/", views.choose, name="account-choose"),
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
