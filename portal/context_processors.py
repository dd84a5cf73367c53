"""What every page's frame needs: see templates/base.html."""

from django.utils.functional import SimpleLazyObject

from .shell import Shell


def site_shell(request):
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
