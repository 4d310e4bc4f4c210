"""What people do for themselves by API, on the public host. Who is who is told by the session."""

from django.urls import path

from users.api.coming_in import lost_factor
from users.api.mine import contact, factors, me, own_data, policy, programs, proof, sessions

urlpatterns = [
    path("me/", me.MeView.as_view()),
    path("me/password/", me.PasswordView.as_view()),
    path("me/proof/", proof.ProofView.as_view()),
    path("me/proof/passkey/", proof.ProofQuestionView.as_view()),
    path("me/email-change/", contact.ContactChangeView.as_view(kind="email")),
    path("me/email-change/codes/", contact.ContactChangeCodesView.as_view(kind="email")),
    path("me/phone-change/", contact.ContactChangeView.as_view(kind="phone")),
    path("me/phone-change/codes/", contact.ContactChangeCodesView.as_view(kind="phone")),
    path("me/factor-recovery/", lost_factor.MyRecoveryView.as_view()),
    path("factors/", factors.FactorsView.as_view()),
    path("factors/<int:factor_id>/", factors.FactorView.as_view()),
    path("factors/<int:factor_id>/trust/", factors.TrustView.as_view()),
    path("factors/app/", factors.AppView.as_view()),
    path("factors/passkeys/", factors.PasskeysView.as_view()),
    path("recovery-codes/", factors.PaperView.as_view()),
    path("sessions/", sessions.SessionsView.as_view()),
    path("sessions/<slug:session_id>/", sessions.SessionView.as_view()),
    path("programs/", programs.ProgramsView.as_view()),
    path("programs/<uuid:token_id>/", programs.ProgramView.as_view()),
    path("own-data/", own_data.OwnDataView.as_view()),
    path("own-data/export/", own_data.OwnDataExportView.as_view()),
    path("own-data/files/<str:grant>/", own_data.OwnDataFileView.as_view()),
    path("policy/", policy.PolicyView.as_view()),
    path("policy/acceptance/", policy.PolicyAcceptanceView.as_view()),
]
