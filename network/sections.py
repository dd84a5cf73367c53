"""What rooms above add to the page of an alliance: as `directory.sections` does it for institutions.

`load(alliance, at)` gives what the template gets as `section.content`. The network's own parts stand before all of them.
"""

from directory.sections import Sections

_sections = Sections()
register, sections_of = _sections.register, _sections.sections_of
