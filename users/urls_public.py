from allauth.account import views as allauth
from django.urls import path, re_path

from users.views import hand_over, home, sign_out
from users.views.confirm import ConfirmView
from users.views.invitation import InvitationView
from users.views.password import PasswordChange, PasswordReset

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", sign_out.sign_out, name="sign-out"),
    path("signed-out/", home.signed_out, name="signed-out"),
    path("sign-up/", allauth.signup, name="account_signup"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("go/<slug:slug>/", hand_over.go, name="go"),
    path("confirm/<uuid:confirmation_id>/", ConfirmView.as_view(), name="confirm"),
    path("invitation/<str:secret>/", InvitationView.as_view(), name="invitation"),
    path("password/", PasswordChange.as_view(), name="account_change_password"),
    path("password/forgotten/", allauth.password_reset, name="account_reset_password"),
    path(
        "password/forgotten/sent/",
        allauth.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-0-9A-Za-z]+)/$",
        PasswordReset.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
