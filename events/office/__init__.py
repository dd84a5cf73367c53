"""What the office reads: statistics, tables to take along, comparisons, previews."""
