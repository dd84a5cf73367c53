"""The quiet picture as a file of its own: colours written out, names beside the signs, no style sheet and no sprite needed. Light, for paper and slides."""

from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from directory.colours import hex_colour

INK, SOFT, LINE, STRONG, PAPER = "#23303b", "#5b6671", "#b9c0c6", "#2b7a83", "#ffffff"
LINE_HEIGHT = 22
STYLES = {
    "plain": {"stroke": LINE, "stroke-width": "1.4"},
    "open": {"stroke": LINE, "stroke-width": "1.4", "stroke-dasharray": "4 5"},
    "strong": {"stroke": STRONG, "stroke-width": "2.8"},
    "way": {"stroke": "#b4431f", "stroke-width": "4"},
}
COLUMNS = 4


def standalone_svg(page) -> bytes:
    """Of a `NetworkPage`."""
    drawing = page.drawing
    lines = -(-len(page.kinds) // COLUMNS)
    height = drawing.height + 40 + lines * LINE_HEIGHT
    root = ET.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {drawing.width} {height}", width=str(drawing.width), height=str(height)
    )
    root.set("font-family", "'Fira Sans', 'Segoe UI', Arial, sans-serif")
    ET.SubElement(root, "title").text = _("Network")
    ET.SubElement(root, "rect", width="100%", height="100%", fill=PAPER)
    for style, path in drawing.paths.items():
        ET.SubElement(root, "path", {"d": path, "fill": "none", **STYLES[style]})
    for node, kind in page.nodes:
        colour, tint = colours(kind)
        group = ET.SubElement(root, "g")
        ET.SubElement(group, "title").text = _clean(f"{node.name} ({kind.local_name}, {node.degree})")
        circle = {"cx": str(node.x), "cy": str(node.y), "r": str(node.r), "fill": tint, "stroke": colour, "stroke-width": "1.6"}
        ET.SubElement(group, "circle", circle | ({"stroke-dasharray": "3 3"} if node.is_open else {}))
    for label in drawing.labels:
        text = {
            "x": str(label.x),
            "y": str(label.y),
            "text-anchor": label.anchor,
            "fill": INK,
            "font-size": "12" if label.is_small else "13",
        }
        text |= {"paint-order": "stroke", "stroke": PAPER, "stroke-width": "4", "stroke-linejoin": "round"}
        ET.SubElement(root, "text", text).text = _clean(label.text)
    for number, kind in enumerate(page.kinds):
        colour, tint = colours(kind)
        x, y = 30 + number % COLUMNS * (drawing.width // COLUMNS), drawing.height + 20 + number // COLUMNS * LINE_HEIGHT
        ET.SubElement(root, "circle", cx=str(x), cy=str(y), r="7", fill=tint, stroke=colour)
        ET.SubElement(root, "text", {"x": str(x + 14), "y": str(y + 5), "fill": SOFT, "font-size": "13"}).text = _clean(kind.local_name)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def colours(kind):
    """(line, ground) as `frontend/css/tokens.css` gives them to a kind."""
    return hex_colour(0.46, float(kind.chroma), kind.hue), hex_colour(0.95, float(kind.chroma) * 0.28, kind.hue)


def _clean(text):
    return "".join(letter for letter in text if letter.isprintable())
