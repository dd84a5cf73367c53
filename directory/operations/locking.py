def lock(entry):
    """`entry` as the database has it, locked until the end of the transaction (on SQLite the transaction itself is the lock)."""
    return type(entry)._base_manager.select_for_update().get(pk=entry.pk)
