"""What people fill in about belonging: `joining` in public, `office` in the admin."""
