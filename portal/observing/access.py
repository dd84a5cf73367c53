"""Who may see figures: programs that know `METRICS_TOKEN`."""

from django.conf import settings
from django.utils.crypto import constant_time_compare


def knows_token(request):
    kind, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return bool(settings.METRICS_TOKEN) and kind == "Bearer" and constant_time_compare(token.strip(), settings.METRICS_TOKEN)
