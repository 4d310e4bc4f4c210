"""Second steps and other ways in, on the public host."""

from django.urls import path

from users.views import factors, lost_factor
from users.views.again import ProveAgainView
from users.views.by_code import AskForCodeView, SentCodeView
from users.views.by_passkey import ByPasskeyView
from users.views.second_step import SecondStepView
from users.views.security import security
from users.views.trust_factor import TrustFactorView

urlpatterns = [
    path("sign-in/passkey/", ByPasskeyView.as_view(), name="sign-in-by-passkey"),
    path("sign-in/code/", AskForCodeView.as_view(), name="sign-in-by-code"),
    path("sign-in/code/sent/", SentCodeView.as_view(), name="sign-in-code-sent"),
    path("sign-in/second-step/", SecondStepView.as_view(), name="second-step"),
    path("sign-in/lost/", lost_factor.LostFactorView.as_view(), name="lost-factor"),
    path(
        "sign-in/lost/stop/<uuid:recovery_id>/<str:mark>/",
        lost_factor.StopFactorRecoveryView.as_view(),
        name="stop-factor-recovery",
    ),
    path(
        "sign-in/lost/finish/<uuid:recovery_id>/<str:mark>/",
        lost_factor.FinishFactorRecoveryView.as_view(),
        name="finish-factor-recovery",
    ),
    path("sign-in/again/", ProveAgainView.as_view(), name="prove-again"),
    path("security/", security, name="security"),
    path("security/app/", factors.AddAppView.as_view(), name="add-app"),
    path("security/recovery-codes/", factors.RecoveryCodesView.as_view(), name="recovery-codes"),
    path("security/passkeys/add/", factors.AddPasskeyView.as_view(), name="add-passkey"),
    path("security/passkeys/<int:pk>/", factors.PasskeyView.as_view(), name="passkey"),
    path("security/factors/<int:pk>/trust/", TrustFactorView.as_view(), name="trust-factor"),
    path(
        "security/factors/<int:pk>/remove/",
        factors.RemoveFactorView.as_view(),
        name="remove-factor",
    ),
]
