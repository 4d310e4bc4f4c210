"""The provider's own words for the letters that leave in its name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from post.api.serializers import LetterInput, LetterOutput
from post.built_in import NEEDED, built_in_letters, built_in_words, values_in
from post.models import LetterText
from post.workflows.rewrite import restore_letter, rewrite_letter
from tenants.api.acting import actor_of


def told(name: str, kept: LetterText | None) -> dict[str, Any]:
    """One letter: what it may say, what is built in, and what the provider wrote instead."""
    template, languages = built_in_letters()[name], [code for code, _name in settings.LANGUAGES]
    values = list(values_in(template))
    return {
        "name": name,
        "values": values,
        "needed": [value for value in values if value in NEEDED],
        "built_in": {code: built_in_words(template, code) for code in languages},
        "own": {code: kept.words_in(code) if kept else None for code in languages},
        "changed_at": kept.changed_at if kept else None,
    }


class LettersView(generics.ListAPIView[Any]):
    queryset = LetterText.objects.all()
    serializer_class = LetterOutput

    def filter_queryset(self, queryset: Any) -> Any:
        """A letter for each that is built in, whether it was written anew or not."""
        kept = {each.name: each for each in super().filter_queryset(queryset)}
        return [told(name, kept.get(name)) for name in built_in_letters()]

    @extend_schema(summary="List the letters, with their words in each language")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every mail that Kontor sends to people: the built-in words, and your own."""
        return super().get(request, *args, **kwargs)


class LetterView(APIView):
    @extend_schema(summary="Read one letter", responses=LetterOutput)
    def get(self, request: Request, name: str) -> Response:
        return self.answer(self.known(name))

    @extend_schema(
        summary="Write a letter in your own words",
        request=LetterInput,
        responses={
            200: LetterOutput,
            422: OpenApiResponse(
                description="`words_refused`: a value that the letter does not have, one that it "
                "needs, or braces around no name; `fields` says where."
            ),
        },
    )
    def put(self, request: Request, name: str) -> Response:
        """In the languages that are given; the others speak the built-in words."""
        given = LetterInput(data=request.data)
        self.known(name)
        given.is_valid(raise_exception=True)

        rewrite_letter(name, given.words, by=actor_of(request))

        return self.answer(name)

    @extend_schema(summary="Return to the built-in words", responses={204: None})
    def delete(self, request: Request, name: str) -> Response:
        restore_letter(self.known(name), by=actor_of(request))
        return Response(status=204)

    def known(self, name: str) -> str:
        if name not in built_in_letters():
            raise Http404
        return name

    def answer(self, name: str) -> Response:
        kept = LetterText.objects.filter(name=name).first()
        return Response(LetterOutput(told(name, kept)).data)
