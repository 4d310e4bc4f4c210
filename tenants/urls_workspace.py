from django.urls import path

from tenants.views import people

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="people-invite"),
    path("people/<uuid:membership_id>/", people.person, name="person"),
    path("people/<uuid:membership_id>/removal/", people.remove, name="person-removal"),
    path("people/<uuid:membership_id>/recovery/", people.recovery, name="person-recovery"),
    path(
        "people/invitations/<uuid:invitation_id>/letter/",
        people.letter,
        name="invitation-letter",
    ),
    path(
        "people/invitations/<uuid:invitation_id>/withdrawal/",
        people.withdrawal,
        name="invitation-withdrawal",
    ),
]
