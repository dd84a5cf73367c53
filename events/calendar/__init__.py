"""Meetings as a calendar: pages by list and month, rows, filters, iCalendar, feed, dates that repeat."""
