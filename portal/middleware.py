"""Response headers by part of the site, and one state of what is kept for a whole request."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings

from search.held import held

from .shell import Shell

ADMIN_PREFIX = "/cms/"
ADMIN_DIRECTIVES = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],  # Wagtail's edit and report pages carry inline scripts
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "object-src": ["'none'"],
}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Strict on public pages; the admin gets the policy that Wagtail needs, a map the host of the street map that the office chose."""

    def get_policy_parts(self, request, response, report_only=False):
        if request.path_info.startswith(ADMIN_PREFIX) and not report_only:
            images = [*ADMIN_DIRECTIVES["img-src"], *filter(None, [settings.STORAGE_ORIGIN])]
            return PolicyParts(config=ADMIN_DIRECTIVES | {"img-src": images})
        parts = super().get_policy_parts(request, response, report_only)
        if getattr(response, "has_map", False) and (host := Shell(request).settings.map_host):
            parts.update = {name: [*(parts.update or {}).get(name, []), f"https://{host}"] for name in ("connect-src", "img-src")}
        return parts


class HeldMiddleware:
    """What processes keep in memory stays the same for a whole page, and one query tells whether it still holds."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with held():
            return self.get_response(request)
