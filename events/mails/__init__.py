"""Telling people about their registration: a row first, in the same transaction as what it tells, then the queue `mail`.

tell            one registration (the operations call it)
tell_many       all of a meeting's
write_to        the organiser's own words to all, the confirmed or the waiting
send_again      what failed, or what somebody says never came

planning     reminders, online links, thanks      announcing   what happened to a meeting
sending      the queue                            relevance    whether it is still true
texts, values, composing, invitation: what is in a mail   sending: the mails of this room as the room `mailing` sends them
"""

from .messages import Audience, audience, write_to
from .telling import send_again, tell, tell_many

__all__ = ["Audience", "audience", "send_again", "tell", "tell_many", "write_to"]
