"""The list of cooperations: what stands on it (`board`), how it learns of changes (`changes`), filters and pages (`groups`, `pages`)."""
