"""`{% kept %}…{% endkept %}`: a piece of the frame that is the same on many pages, written once."""

from django import template
from django.utils.translation import get_language

from portal.frame import frame_of

register = template.Library()


@register.tag
def kept(parser, token):
    """Written once for each site and language, until something of the frame changes (`portal.frame.Frame.pieces`).

    What stands inside may ask the frame and the language for anything, but neither the request nor the person. What else it depends on is named:
    `{% kept shell.here %}`, of a few values only.
    """
    keys = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    content = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(content, keys)


class KeptNode(template.Node):
    def __init__(self, nodelist, keys):
        self.nodelist, self.keys = nodelist, keys

    def render(self, context):
        request = getattr(context, "request", None)  # a component that is included with `only` has it too
        if request is None:
            return self.nodelist.render(context)
        pieces = frame_of(request, get_language()).pieces
        key = (self, *[key.resolve(context) for key in self.keys])
        if key not in pieces:
            pieces[key] = self.nodelist.render(context)
        return pieces[key]
