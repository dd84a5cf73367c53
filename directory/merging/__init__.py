"""Two institutions that are one: what belongs to an institution, values field by field, and what a merge did as data for its undo.

The operations stand in `directory.operations.merging`; rooms above register what belongs to institutions (`belongings`) or answer
the signal `directory.signals.actors_merged`.
"""
