from django.urls import path

from users.views import hand_over, sign_out, tokens
from users.views.confirm import ConfirmView

urlpatterns = [
    path("sign-in/", hand_over.sign_in, name="sign-in"),
    path("enter/", hand_over.enter, name="enter"),
    path("confirm/<uuid:confirmation_id>/", ConfirmView.as_view(), name="confirm"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.new, name="token-new"),
    path("tokens/<uuid:token_id>/", tokens.token, name="token"),
    path("tokens/<uuid:token_id>/revocation/", tokens.revocation, name="token-revocation"),
    path("sign-out/", sign_out.sign_out, name="sign-out"),
]
