"""The ways in and out by API, on the public host: for strangers, except the way to a workspace."""

from django.urls import path

from users.api.coming_in import forgotten, invitation, lost_factor, sign_in, sign_up
from users.api.tickets import TicketsView

urlpatterns = [
    path("session/", sign_in.SignInView.as_view()),
    path("session/codes/", sign_in.CodesView.as_view()),
    path("session/code/", sign_in.CodeView.as_view()),
    path("session/passkey/options/", sign_in.PasskeyOptionsView.as_view()),
    path("session/passkey/", sign_in.PasskeyView.as_view()),
    path("session/second-step/", sign_in.SecondStepView.as_view()),
    path("session/second-step/lost/", lost_factor.LostFactorView.as_view()),
    path("factor-recoveries/finish/", lost_factor.RecoveryFinishView.as_view()),
    path("factor-recoveries/stop/", lost_factor.RecoveryStopView.as_view()),
    path("forgotten-password/", forgotten.ForgottenView.as_view()),
    path("forgotten-password/proofs/", forgotten.ProofsView.as_view()),
    path("forgotten-password/codes/", forgotten.CodesView.as_view()),
    path("forgotten-password/new/", forgotten.NewPasswordView.as_view()),
    path("sign-up/", sign_up.SignUpView.as_view()),
    path("sign-up/codes/", sign_up.EmailCodesView.as_view()),
    path("sign-up/code/", sign_up.EmailCodeView.as_view()),
    path("sign-up/person/", sign_up.PersonView.as_view()),
    path("sign-up/phone-codes/", sign_up.PhoneCodesView.as_view()),
    path("sign-up/phone-code/", sign_up.PhoneCodeView.as_view()),
    path("sign-up/slug/", sign_up.SlugView.as_view()),
    path("sign-up/business/", sign_up.BusinessView.as_view()),
    path("invitation/", invitation.InvitationView.as_view()),
    path("invitation/acceptance/", invitation.AcceptanceView.as_view()),
    path("tickets/", TicketsView.as_view()),
]
