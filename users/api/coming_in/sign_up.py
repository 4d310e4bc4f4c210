"""Signing up, step by step. What was given is a row (decision 24), which the session names."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.contrib.auth.hashers import make_password
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from tenants.slugs import free_like, is_free, slug_of
from users.api.coming_in.sign_up_serializers import (
    BusinessInput,
    NewPersonInput,
    SignUpInput,
    SignUpOutput,
    SlugOutput,
    SlugQuery,
    TypedCodeInput,
)
from users.api.coming_in.strangers import ForAnybody, asked_of, refuse_who_is_in
from users.errors import InvitationGone, NotProven, OtherVersion
from users.models import Policy, Purpose, SignUp
from users.models.sign_up import Step
from users.workflows.come_in import enter
from users.workflows.join import begun_with, keep_begun, open_invitation
from users.workflows.sign_up import ask_again, begin_here, prove, sign_up_of, tell_of_person

STEPS = list(Step)
SENT = OpenApiResponse(description="It is on its way, to whoever may get one.")


class _Step(ForAnybody):
    """One of this browser's own sign-up. There is none: 404."""

    def begun(self, request: Request) -> SignUp:
        found = sign_up_of(asked_of(request).session)
        if found is None:
            raise Http404
        if not found.is_done:
            refuse_who_is_in(request)
        return found

    def is_at(self, sign_up: SignUp, step: Step) -> bool:
        """False once it is behind: a repeat changes nothing. Raises NotProven before it is reached."""
        if STEPS.index(sign_up.step) < STEPS.index(step):
            raise NotProven
        return sign_up.step == step

    def told(self, request: Request, sign_up: SignUp, status: int = 200) -> Response:
        sign_up.refresh_from_db()
        shown = SignUpOutput(sign_up, context={"asked": asked_of(request)})
        return Response(shown.data, status=status)


class SignUpView(_Step):
    """POST begins; one is begun anew by another POST."""

    @extend_schema(summary="Read where this sign-up stands", responses=SignUpOutput)
    def get(self, request: Request) -> Response:
        """`step` is what comes next. The session's cookie says whose it is."""
        return self.told(request, self.begun(request))

    @extend_schema(summary="Begin to sign up", request=SignUpInput, responses={201: SignUpOutput})
    def post(self, request: Request) -> Response:
        """With an address, to which a code is mailed; or with an invitation, whose mail has proven it.

        Whether an address is known here is not told: its owner learns it from the mail.
        """
        refuse_who_is_in(request)
        given = SignUpInput(data=request.data)
        given.is_valid(raise_exception=True)
        begin = self._invited if "invitation" in given.validated_data else self._alone
        return self.told(request, begin(request, **given.validated_data), status=201)

    def _alone(self, request: Request, email: str) -> SignUp:
        asked = asked_of(request)
        before = sign_up_of(asked.session)
        return begin_here(email, before=before, session=asked.session, at=get_ip(asked))

    def _invited(self, request: Request, invitation: str) -> SignUp:
        found, session = open_invitation(invitation), asked_of(request).session
        if found is None:
            raise InvitationGone
        sign_up = begun_with(found, session=session)
        keep_begun(sign_up, session=session)
        return sign_up


class _CodesView(_Step):
    step: Step
    purpose: Purpose

    @extend_schema(request=None, responses={202: SENT})
    def post(self, request: Request) -> Response:
        """Another code; those before it do not fit any more."""
        sign_up = self.begun(request)
        if self.is_at(sign_up, self.step):
            ask_again(sign_up, self.purpose, at=get_ip(asked_of(request)))
        return Response(status=202)


class EmailCodesView(_CodesView):
    step, purpose = Step.CODE, Purpose.SIGN_UP_EMAIL


class PhoneCodesView(_CodesView):
    step, purpose = Step.PHONE, Purpose.SIGN_UP_PHONE


class EmailCodeView(_Step):
    @extend_schema(
        summary="Prove the address", request=TypedCodeInput, responses={200: SignUpOutput}
    )
    def post(self, request: Request) -> Response:
        """The code of the mail. A wrong one costs one of three tries, and one of ten an hour."""
        sign_up = self.begun(request)
        given = TypedCodeInput(data=request.data)
        given.is_valid(raise_exception=True)
        if self.is_at(sign_up, Step.CODE):
            prove(sign_up, given.validated_data["code"], purpose=Purpose.SIGN_UP_EMAIL)
        return self.told(request, sign_up)


class PersonView(_Step):
    @extend_schema(summary="Say who it is", request=NewPersonInput, responses=SignUpOutput)
    def put(self, request: Request) -> Response:
        """Accepts the policy, and sends a code to the phone, unless that number is proven already."""
        sign_up = self.begun(request)
        if sign_up.is_done:
            return self.told(request, sign_up)
        if sign_up.email_proven_at is None:
            raise NotProven
        given = NewPersonInput(data=request.data, context={"sign_up": sign_up})
        given.is_valid(raise_exception=True)
        self._tell(sign_up, given.validated_data, at=get_ip(asked_of(request)))
        return self.told(request, sign_up)

    def _tell(self, sign_up: SignUp, given: dict[str, Any], *, at: str) -> None:
        policy = Policy.objects.current()
        if given["policy"] != policy.number:
            raise OtherVersion
        typed = given.get("password")
        password = make_password(typed) if typed else sign_up.password
        person = {"name": given["name"], "phone": given["phone"], "password": password}
        tell_of_person(sign_up, policy=policy, at=at, **person)


class PhoneCodeView(_Step):
    @extend_schema(summary="Prove the phone", request=TypedCodeInput, responses={200: SignUpOutput})
    def post(self, request: Request) -> Response:
        """The code of the SMS. Who was invited is signed in then, with a key to the workspace."""
        sign_up = self.begun(request)
        given = TypedCodeInput(data=request.data)
        given.is_valid(raise_exception=True)
        if self.is_at(sign_up, Step.PHONE):
            if not sign_up.is_proven:
                prove(sign_up, given.validated_data["code"], purpose=Purpose.SIGN_UP_PHONE)
            if sign_up.invitation is not None:
                enter(asked_of(request), sign_up)
        return self.told(request, sign_up)


class SlugView(_Step):
    @extend_schema(
        summary="Propose an address", parameters=[SlugQuery], responses=SlugOutput, filters=False
    )
    def get(self, request: Request) -> Response:
        """The one that is asked for, if it is free; else one like it, or like the name."""
        self.is_at(self.begun(request), Step.BUSINESS)
        given = SlugQuery(data=request.query_params)
        given.is_valid(raise_exception=True)
        wish = given.validated_data["slug"]
        if wish and is_free(wish):
            return Response({"slug": wish, "is_as_asked": True})
        like = wish or slug_of(given.validated_data["name"])
        return Response({"slug": free_like(like), "is_as_asked": False})


class BusinessView(_Step):
    @extend_schema(summary="Get the workspace", request=BusinessInput, responses=SignUpOutput)
    def put(self, request: Request) -> Response:
        """The last step: the person is signed in here, and owns the workspace.

        The session has a new key then, and so has the CSRF token. A repeat answers the same.
        """
        sign_up = self.begun(request)
        given = BusinessInput(data=request.data)
        given.is_valid(raise_exception=True)
        if self.is_at(sign_up, Step.BUSINESS):
            enter(asked_of(request), sign_up, given.business)
        return self.told(request, sign_up)
