"""The provider's host: its staff comes in, and the rooms of the console that are about people."""

from django.urls import path

from users.views import sign_out, staff_door
from users.views.confirm import ConfirmView
from users.views.console import people, programs, staff
from users.views.console.home import home

urlpatterns = [
    path("", home, name="console-home"),
    path("sign-in/", staff_door.sign_in, name="sign-in"),
    path("enter/", staff_door.enter, name="enter"),
    path("sign-out/", sign_out.sign_out, name="sign-out"),
    path("confirm/<uuid:confirmation_id>/", ConfirmView.as_view(), name="confirm"),
    path("people/", people.people, name="console-people"),
    path("staff/", staff.staff, name="console-staff"),
    path("staff/new/", staff.new, name="console-staff-new"),
    path("staff/<uuid:person_id>/removal/", staff.removal, name="console-staff-removal"),
    path("programs/", programs.programs, name="console-programs"),
    path("programs/new/", programs.new, name="console-program-new"),
    path("programs/<uuid:token_id>/", programs.program, name="console-program"),
    path(
        "programs/<uuid:token_id>/revocation/",
        programs.revocation,
        name="console-program-revocation",
    ),
]
