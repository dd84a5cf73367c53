"""Forms of the office's admin for meetings."""
