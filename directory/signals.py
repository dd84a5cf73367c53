"""What the register tells others. It knows nobody, so whoever wants to know connects here."""

from django.dispatch import Signal

content_changed = Signal()
"""Sent inside the transaction by everything that writes past `save()`: `content_changed.send(sender=Model, ids=[…])`."""

proposal_changed = Signal()
"""Sent inside the transaction: `proposal_changed.send(sender=ChangeProposal, proposal=…, event="made" | "to_office" | "decided")`."""

actors_merged = Signal()
"""Sent inside the transaction of a merge: `(sender=Actor, kept, gone, run, at)`. A receiver moves what belongs to `gone` by rules of its own and returns
the steps (`directory.merging.steps`) that tell what it did; what simply follows is registered (`directory.merging.belongings`)."""
