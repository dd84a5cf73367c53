"""How many forms an hour are taken from one network and about one mail address, without keeping either."""

import ipaddress
import logging
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

SALT = "directory.limits"
PERIOD = 3600
"""Seconds for which forms are counted."""
WITHOUT_PROOF = 6
"""Who brings no proof may send a sixth of what others may."""


@dataclass(frozen=True)
class Limit:
    """`seconds` until the next form is taken."""

    seconds: int

    @property
    def minutes(self):
        return max(1, -(-self.seconds // 60))


def limit(request, *, what, proven=True, email="") -> Limit | None:
    """Counts one more form `what` of this network and about `email`; a `Limit` when there were too many in the last hour."""
    most, most_about = settings.FORMS_PER_HOUR
    if not most:
        return None
    counted = [(f"{what}.network", network(request), most if proven else max(1, most // WITHOUT_PROOF))]
    if email:
        counted.append((f"{what}.mail", email.strip().lower(), most_about))
    window, passed = divmod(int(time.time()), PERIOD)
    for name, who, allowed in counted:
        key = f"forms.{name}.{window}.{salted_hmac(SALT, f'{window}:{who}', algorithm='sha256').hexdigest()[:32]}"
        if not cache.add(key, 1, PERIOD) and _one_more(key) > allowed:
            logger.warning("Too many forms (%s) in an hour.", name)
            return Limit(PERIOD - passed)
    return None


def _one_more(key):
    try:
        return cache.incr(key)
    except ValueError:  # pushed out of the cache meanwhile
        return 1


def network(request) -> str:
    """The visitor's address; of IPv6 the part that a household or an office shares."""
    try:
        text = get_adapter().get_client_ip(request)
        found = ipaddress.ip_address(text.strip().strip("[]"))
    except (PermissionDenied, ValueError):
        return "unknown"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
