"""What the register tells others. It knows nobody, so whoever wants to know connects here."""

from django.dispatch import Signal

content_changed = Signal()
"""Sent inside the transaction by everything that writes past `save()`: `content_changed.send(sender=Model, ids=[…])`."""

proposal_changed = Signal()
"""Sent inside the transaction: `proposal_changed.send(sender=ChangeProposal, proposal=…, event="made" | "to_office" | "decided")`."""
