"""Days on which institutions read mails: not on weekends, public holidays (`HOLIDAYS_STATE`) and the office's quiet times. All periods count in them."""

import datetime as dt
from functools import lru_cache

from django.conf import settings

from .models import QuietTime

ONE = dt.timedelta(days=1)
LONGEST = 400
"""Days that are looked through at most: an office that has made everything quiet still gets a day."""


@lru_cache
def _public_holidays(state):
    import holidays  # read only by the worker: web processes don't need its memory

    return holidays.country_holidays("DE", subdiv=state or None)


class WorkingDays:
    """One query, when it is made."""

    def __init__(self):
        self.quiet = list(QuietTime.objects.values_list("first_day", "last_day"))
        self.holidays = _public_holidays(settings.HOLIDAYS_STATE)

    def __contains__(self, day):
        return day.weekday() < 5 and day not in self.holidays and not any(first <= day <= last for first, last in self.quiet)

    def after(self, day, number):
        """The working day that is `number` of them after `day`."""
        return self._count(day, number, ONE)

    def before(self, day, number):
        return self._count(day, number, -ONE)

    def _count(self, day, number, step):
        for _ in range(LONGEST):
            if not number:
                break
            day += step
            number -= day in self
        return day
