"""“Stimmt etwas nicht?” and “Einrichtung vorschlagen”: what visitors tell, the institution's answer by a link, and the mails about proposed changes."""
