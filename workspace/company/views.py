from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workspace.company.bank_account import ask_if_account_changes
from workspace.company.facts import facts_of
from workspace.company.forms import CompanyForm, LogoForm
from workspace.company.logo import LogoRefused
from workspace.company.models import Company
from workspace.company.pictures import picture_response
from workspace.members.acting import acting_member
from workspace.roles import changes, may_change


def edit(request: HttpRequest) -> HttpResponse:
    """The business's own data: a form for those who may change it, facts for the others."""
    company = Company.objects.the_one()
    if request.method == "POST" or may_change(request, "company"):
        return _form(request, company)
    return render(request, "company/show.html", {"company": company, "facts": facts_of(company)})


@changes("company")
def _form(request: HttpRequest, company: Company) -> HttpResponse:
    form = CompanyForm(request.POST or None, row=company)
    if request.method == "POST" and form.is_valid():
        asked = ask_if_account_changes(request, company, form.cleaned_data)
        if asked is not None:
            return asked
        company.change(form.cleaned_data, by=acting_member(request))
        messages.success(request, _("Your company's data is saved."))
        return redirect("company:edit")
    return _page(request, company, form=form)


@require_POST
@changes("company")
def put_logo(request: HttpRequest) -> HttpResponse:
    company = Company.objects.the_one()
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            company.put_logo(form.cleaned_data["logo"], by=acting_member(request))
        except LogoRefused as refusal:
            form.show(refusal.fields["logo"])
        else:
            messages.success(request, _("Your logo is kept."))
            return redirect("company:edit")
    return _page(request, company, form=CompanyForm(row=company), logo_form=form)


@require_POST
@changes("company")
def remove_logo(request: HttpRequest) -> HttpResponse:
    Company.objects.the_one().remove_logo(by=acting_member(request))
    messages.success(request, _("Your documents bear no logo now."))
    return redirect("company:edit")


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    picture = Company.objects.the_one().logo_picture()
    if picture is None:
        raise Http404
    return picture_response(*picture)


def _page(request: HttpRequest, company: Company, **forms: Any) -> HttpResponse:
    context = {"company": company, "logo_form": LogoForm(), **forms}
    return render(request, "company/edit.html", context)
