"""Telling partners: a row first, in the same transaction as what it tells, then the queue `mail` (room `mailing`).

telling      who is told what          planning   reminders, the yearly question, forgetting
composing    the mail itself, whether it is still true
"""

from .telling import addresses_of, tell, tell_confirmed

__all__ = ["addresses_of", "tell", "tell_confirmed"]
