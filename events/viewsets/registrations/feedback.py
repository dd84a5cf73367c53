"""What people said after a meeting. Feedback is anonymous: below a few answers only the number is shown, or it could be guessed who it was."""

from django.db.models import Avg, Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Feedback
from .base import MeetingScreen

FEWEST = 3


class FeedbackView(MeetingScreen):
    page_title = gettext_lazy("Feedback")
    header_icon = "comment"
    template_name = "events/admin/feedback.html"
    http_method_names = ["get"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(fewest=FEWEST, **feedback_results(self.object), **kwargs)


def feedback_results(meeting):
    """{"count": answers, "scales": [{"label", "mean" or None, "count", "rows": [(1 to 5, number)]}], "texts": [(heading, [text])]}; empty lists below `FEWEST`."""
    feedback = Feedback.objects.filter(meeting=meeting)
    count = feedback.count()
    if count < FEWEST:
        return {"count": count, "scales": [], "texts": []}
    scales = [_scale(feedback, "rating", _("How it was")), _scale(feedback, "usefulness", _("Useful for the own work"))]
    headings = {"liked": _("What was good"), "missed": _("What was missing"), "wishes": _("Themes for next time")}
    texts = [(heading, sorted(feedback.exclude(**{name: ""}).values_list(name, flat=True))) for name, heading in headings.items()]
    return {"count": count, "scales": scales, "texts": texts}


def _scale(feedback, name, label):
    given = feedback.exclude(**{name: None})
    numbers = dict(given.order_by().values_list(name).annotate(number=Count("pk")))
    summed = given.aggregate(mean=Avg(name), count=Count("pk"))
    return {"label": label, **summed, "rows": [(value, numbers.get(value, 0)) for value in range(5, 0, -1)]}
