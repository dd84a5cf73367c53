"""Who was there: codes for the door, certificates, who looked at the lists."""
