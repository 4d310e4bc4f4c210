from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.api import Closed
from workspace.catalogue.api.serializers import ItemInput, ItemOutput
from workspace.catalogue.filters import ItemFilter
from workspace.catalogue.models import Item
from workspace.members.acting import acting_member
from workspace.roles import RoleAllows


class ItemsView(GenericAPIView[Any]):
    """GET lists what the business sells, by name. POST adds one."""

    permission_classes = [Closed, RoleAllows]
    changes = "items"
    serializer_class = ItemOutput
    filterset_class = ItemFilter

    def get_queryset(self) -> Any:
        return Item.objects.all()

    @extend_schema(operation_id="items_list", responses=ItemOutput(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ItemOutput(page, many=True).data)

    @extend_schema(request=ItemInput, responses={201: ItemOutput})
    def post(self, request: Request) -> Response:
        given = ItemInput(data=request.data)
        given.is_valid(raise_exception=True)

        item = Item(**given.validated_data)
        item.make(by=acting_member(request))

        return Response(ItemOutput(item).data, status=201)


class ItemView(APIView):
    """One item. PUT says all of it, PATCH a part. DELETE only while nothing refers to it."""

    permission_classes = [Closed, RoleAllows]
    changes = "items"

    @extend_schema(responses=ItemOutput)
    def get(self, request: Request, item_id: UUID) -> Response:
        return Response(ItemOutput(_item(item_id)).data)

    @extend_schema(request=ItemInput, responses=ItemOutput)
    def put(self, request: Request, item_id: UUID) -> Response:
        return self._change(request, item_id, partial=False)

    @extend_schema(request=ItemInput(partial=True), responses=ItemOutput)
    def patch(self, request: Request, item_id: UUID) -> Response:
        return self._change(request, item_id, partial=True)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, item_id: UUID) -> Response:
        _item(item_id).remove(by=acting_member(request))
        return Response(status=204)

    def _change(self, request: Request, item_id: UUID, *, partial: bool) -> Response:
        item = _item(item_id)
        given = ItemInput(data=request.data, partial=partial)
        given.is_valid(raise_exception=True)

        item.change(given.values(), by=acting_member(request))

        return Response(ItemOutput(item).data)


class ItemArchiveView(APIView):
    """PUT takes the item out of the lists. DELETE brings it back."""

    permission_classes = [Closed, RoleAllows]
    changes = "items"

    @extend_schema(request=None, responses=ItemOutput)
    def put(self, request: Request, item_id: UUID) -> Response:
        item = _item(item_id)
        item.archive(by=acting_member(request))
        return Response(ItemOutput(item).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, item_id: UUID) -> Response:
        _item(item_id).restore(by=acting_member(request))
        return Response(status=204)


def _item(item_id: UUID) -> Item:
    item: Item = get_object_or_404(Item.objects.all(), pk=item_id)
    return item
