"""Pages that open with a link in a mail: kept by nobody, found by no search machine, told to no other site."""

from functools import wraps

from django.utils.cache import add_never_cache_headers


def private(view):
    """Decorator. `same-origin` and not `no-referrer`: with that browsers say of a form's POST that it comes from nowhere, and the protection against
    forged forms has to refuse it. To other sites neither tells anything."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer
