"""`/konto/`: what belongs to somebody's own account. All but the links in mails ask for a sign-in; what can't be undone asks for the password again."""

from functools import wraps

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory import personal
from directory.errors import OperationRefused
from directory.models import Membership

from . import devices, operations
from .factors import FACTORS, needs_second_factor
from .forms import LeaveForm, NameForm, NewEmailForm
from .models import Device, EmailChange


def where_identity_is_set(view):
    """allauth's `view`; there is none where no identity provider is set."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        if not settings.SOCIALACCOUNT_PROVIDERS:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@never_cache
@login_required
def home(request):
    factors = Authenticator.objects.filter(user=request.user, type__in=FACTORS)
    identity = settings.SOCIALACCOUNT_PROVIDERS and request.user.socialaccount_set.exists()
    context = {
        "memberships": Membership.objects.filter(user=request.user, actor__archived_at=None).select_related("actor"),
        "app": any(factor.type == Authenticator.Type.TOTP for factor in factors),
        "passkeys": sum(factor.type == Authenticator.Type.WEBAUTHN for factor in factors),
        "needs_second_factor": needs_second_factor(request.user),
        "devices": len(devices.of(request.user)),
        "change": EmailChange.objects.filter(user=request.user).first(),
        "identity": identity,
    }
    return render(request, "account/home.html", context)


@never_cache
@login_required
def name(request):
    form = NameForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your name is saved."))
        return redirect("account_home")
    return render(request, "account/name.html", {"form": form})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def device_list(request):
    """A list with a button to end each, and one for all others."""
    if request.method == "POST":
        if request.POST.get("end") == "others":
            devices.end_others(request, request.user)
            messages.success(request, _("On all other devices you are signed out."))
        elif (key := request.POST.get("end", "")).isdigit():
            device = get_object_or_404(Device, pk=key, user=request.user)
            if device.session_key == request.session.session_key:
                logout(request)
                return redirect("account_login")
            devices.end([device])
            messages.success(request, _("This device is signed out."))
        return redirect("account_devices")
    rows = [(device, device.session_key == request.session.session_key) for device in devices.of(request.user)]
    return render(request, "account/devices.html", {"rows": rows, "others": sum(not current for _device, current in rows)})


@never_cache
@login_required
@reauthentication_required
def email(request):
    form = NewEmailForm(request.POST if request.POST.get("action") == "change" else None)
    if request.POST.get("action") == "cancel":
        operations.cancel_email_change(request.user)
        messages.success(request, _("Your address stays as it was."))
        return redirect("account_email")
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_for_email(request.user, form.cleaned_data["email"], at=timezone.now())
            return redirect("account_email")
        except OperationRefused as error:
            form.add_error("email", str(error))
    return render(request, "account/email.html", {"form": form, "change": EmailChange.objects.filter(user=request.user).first()})


@never_cache
def confirm_change(request, token):
    """Of a mail; whoever has the link may follow it, also where they aren't signed in. Nothing happens before the button is pressed."""
    change, side = operations.change_of(token)
    if change is None:
        return render(request, "account/email_confirm.html", {"dead": True}, status=404)
    context = {"change": change, "side": side}
    if request.method == "POST":
        try:
            context |= {"done": operations.confirm_email_change(change, side, at=timezone.now()), "confirmed": True}
        except OperationRefused as error:
            context["refused"] = str(error)
    return render(request, "account/email_confirm.html", context)


@never_cache
@login_required
@reauthentication_required
def data(request):
    """Everything that is stored of somebody, to read or as JSON."""
    found = personal.everything(request.user)
    if request.GET.get("format") == "json":
        stored = {keeping.key: [part.stored or dict(part.rows) for part in parts] for keeping, parts in found}
        response = JsonResponse(stored, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = f'attachment; filename="konto-{timezone.localdate():%Y-%m-%d}.json"'
        return response
    return render(request, "account/data.html", {"found": found})


@never_cache
@login_required
@reauthentication_required
def leave(request):
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.leave(request.user, at=timezone.now())
        except OperationRefused as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            messages.success(request, _("Your account is deleted. We have sent you a mail that says so."))
            return redirect("account_login")
    context = {
        "form": form,
        "orphans": operations.orphans_of(request.user),
        "memberships": Membership.objects.filter(user=request.user).count(),
        "stays": [keeping.stays for keeping, _parts in personal.everything(request.user) if keeping.stays],
    }
    return render(request, "account/leave.html", context)
