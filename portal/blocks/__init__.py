"""Building blocks of pages and settings: what editors put together."""
