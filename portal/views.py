"""Views of the frame: errors, health."""

from django.http import HttpResponse
from django.shortcuts import render


def health(request):
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request, reason=""):
    return render(request, "errors/csrf.html", status=403)
