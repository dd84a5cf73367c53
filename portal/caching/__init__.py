"""Public pages kept for everybody, and thrown away the moment anything changes that they show."""
