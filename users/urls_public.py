from allauth.account import views as allauth
from django.urls import include, path, re_path

from users.views import hand_over, home, my_tokens, sign_out, sign_up, staff_door
from users.views.confirm import ConfirmView
from users.views.contact import ChangeView, CodesView
from users.views.devices import DevicesView
from users.views.factor_wanted import factor_wanted
from users.views.invitation import InvitationView
from users.views.name import NameView
from users.views.own_data import OwnDataView, own_data_file
from users.views.password import PasswordChange, PasswordReset
from users.views.policy import policy
from users.views.sign_in import SignInView

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("users.urls_factors")),
    path("sign-in/", SignInView.as_view(), name="account_login"),
    path("sign-out/", sign_out.sign_out, name="sign-out"),
    path("signed-out/", home.signed_out, name="signed-out"),
    path("sign-up/", sign_up.EmailStep.as_view(), name="account_signup"),
    path("sign-up/code/", sign_up.CodeStep.as_view(), name="sign-up-code"),
    path("sign-up/you/", sign_up.PersonStep.as_view(), name="sign-up-person"),
    path("sign-up/phone/", sign_up.PhoneStep.as_view(), name="sign-up-phone"),
    path("sign-up/business/", sign_up.BusinessStep.as_view(), name="sign-up-business"),
    path("sign-up/business/address/", sign_up.SlugField.as_view(), name="sign-up-slug"),
    path("sign-up/ready/", sign_up.ReadyStep.as_view(), name="sign-up-ready"),
    path("policy/", policy, name="policy"),
    path("security/email/", ChangeView.as_view(kind="email"), name="change-email"),
    path("security/email/codes/", CodesView.as_view(kind="email"), name="change-email-codes"),
    path("security/phone/", ChangeView.as_view(kind="phone"), name="change-phone"),
    path("security/phone/codes/", CodesView.as_view(kind="phone"), name="change-phone-codes"),
    path("your-data/", OwnDataView.as_view(), name="own-data"),
    path("your-data/name/", NameView.as_view(), name="own-name"),
    path("your-data/<str:grant>.json", own_data_file, name="own-data-file"),
    path("devices/", DevicesView.as_view(), name="devices"),
    path("tokens/", my_tokens.my_tokens, name="my-tokens"),
    path("tokens/revocation/", my_tokens.my_tokens_revocation, name="my-tokens-revocation"),
    path(
        "tokens/<uuid:token_id>/revocation/",
        my_tokens.my_token_revocation,
        name="my-token-revocation",
    ),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("go/<slug:slug>/", hand_over.go, name="go"),
    path("go/<slug:slug>/second-factor/", factor_wanted, name="factor-wanted"),
    path("console/", staff_door.go, name="console"),
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
