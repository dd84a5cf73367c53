"""What every page's frame needs: see templates/base.html."""


def site_shell(request):
    return {}
