from django.urls import path

from tenants.api import people
from tenants.api.factor_demand import FactorDemandView

urlpatterns = [
    path("members/", people.MembersView.as_view()),
    path("members/<uuid:membership_id>/", people.MemberView.as_view()),
    path("members/<uuid:membership_id>/role/", people.MemberRoleView.as_view()),
    path("members/<uuid:membership_id>/factor-recovery/", people.MemberRecoveryView.as_view()),
    path("second-factor-demand/", FactorDemandView.as_view()),
    path("invitations/", people.InvitationsView.as_view()),
    path("invitations/<uuid:invitation_id>/", people.InvitationView.as_view()),
    path("invitations/<uuid:invitation_id>/letter/", people.InvitationLetterView.as_view()),
]
