"""PDF by Typst, tagged so that screen readers read it (PDF/UA-1). The fonts come with the typesetter, so every machine makes the same pages.

The typesetter is loaded when the first page is set: most processes never set one.
"""

from collections.abc import Callable
from functools import partial

STANDARD = "ua-1"
WAYS = ({"ignore_system_fonts": True, "pdf_standards": [STANDARD]}, {"pdf_standards": [STANDARD]})


def typeset(source, inputs) -> bytes:
    """`source`: path of a Typst file; `inputs`: {name: text} that it finds as `sys.inputs`."""
    import typst

    compile: Callable[..., bytes] = partial(typst.compile, source, root=source.parent, sys_inputs=inputs)
    for way in WAYS:
        try:
            return compile(**way)
        except typst.TypstError:
            pass  # letters that these fonts lack, such as Chinese: the standard forbids boxes for them
    return compile()  # a box is better than no page


def number_of_pages(source, inputs) -> int:
    import typst

    found = typst.compile(source, root=source.parent, sys_inputs=inputs, format="svg", ignore_system_fonts=True)
    return len(found) if isinstance(found, list) else 1
