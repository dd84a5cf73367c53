"""What is stored of somebody with an account: whether entries were asked about at their address."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import personal
from directory.wording import day

from .models import ConfirmationRequest


def questions_to(user):
    for request in ConfirmationRequest.objects.filter(address=user.email.lower()).prefetch_related("lines__actor", "lines__offer"):
        entries = [str(line.entry) for line in request.lines.all()]
        replies = {str(line.entry): line.get_reply_display() for line in request.lines.all()}
        rows = [(_("Asked on"), day(request.asked_on)), (_("Entries"), "; ".join(f"{entry}: {reply}" for entry, reply in replies.items()))]
        stored = {
            "asked_on": request.asked_on.isoformat(),
            "entries": entries,
            "reminded_on": request.reminded_on and request.reminded_on.isoformat(),
        }
        yield personal.Part(rows, stored)


def register():
    personal.register(
        personal.Keeping(
            "confirmations",
            gettext_lazy("Questions whether entries are still right"),
            load=questions_to,
            order=76,
            stays=gettext_lazy("They stay for 400 days after the question, so that nobody is asked twice, and are deleted then."),
        )
    )
