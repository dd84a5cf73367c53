"""What those who run the portal see of it: logs, metrics, health. Nothing of it says who visited what."""
