"""The network as files for other programs: GraphML (Gephi, yEd, igraph), GEXF (Gephi), tables of nodes and edges."""

from xml.etree import ElementTree as ET

from django.utils.text import capfirst

from ..enums import CooperationForm
from .building import Network

NODE_COLUMNS = {"name": "string", "kind": "string", "area": "string", "cooperations": "int", "partners": "int"}
EDGE_COLUMNS = {"weight": "int", "forms": "string", "since": "string", "planned": "boolean"}


def nodes(network: Network, kinds):
    """[(key, {column: value}), …]; `kinds`: {key: ActorKind}."""
    for number, place in enumerate(network.places):
        kind = kinds.get(place.kinds[0])
        yield (
            place.pk,
            {
                "name": place.name,
                "kind": kind.name if kind else "",
                "area": place.area,
                "cooperations": network.degrees[number],
                "partners": len(network.neighbours[number]),
            },
        )


def edges(network: Network):
    """[(key, key, {column: value}), …]; `weight`: how many cooperations the two have."""
    for edge in network.edges:
        ties = [network.ties[number] for number in edge.ties]
        begun = [tie.starts_on for tie in ties if tie.starts_on]
        yield network.places[edge.a].pk, network.places[edge.b].pk, {
            "weight": len(ties),
            "forms": ", ".join(sorted({capfirst(str(CooperationForm(tie.form).label)) for tie in ties})),
            "since": min(begun).isoformat() if begun else "",
            "planned": network.is_open(edge),
        }  # fmt: skip


def graphml(network: Network, kinds) -> bytes:
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for where, columns in (("node", NODE_COLUMNS), ("edge", EDGE_COLUMNS)):
        for name, kind in columns.items():
            ET.SubElement(root, "key", {"id": f"{where}-{name}", "for": where, "attr.name": name, "attr.type": kind})
    graph = ET.SubElement(root, "graph", id="netzwerk", edgedefault="undirected")
    for key, values in nodes(network, kinds):
        _data(ET.SubElement(graph, "node", id=f"n{key}"), "node", values)
    for first, second, values in edges(network):
        _data(ET.SubElement(graph, "edge", source=f"n{first}", target=f"n{second}"), "edge", values)
    return _written(root)


def _data(element, where, values):
    for name, value in values.items():
        ET.SubElement(element, "data", key=f"{where}-{name}").text = _text(value)


def gexf(network: Network, kinds) -> bytes:
    root = ET.Element("gexf", xmlns="http://gexf.net/1.3", version="1.3")
    graph = ET.SubElement(root, "graph", defaultedgetype="undirected", mode="static")
    for where, columns in (("node", NODE_COLUMNS), ("edge", EDGE_COLUMNS)):
        listed = ET.SubElement(graph, "attributes", {"class": where})
        for name, kind in columns.items():
            if name not in ("name", "weight"):
                ET.SubElement(listed, "attribute", id=name, title=name, type="integer" if kind == "int" else kind)
    listed = ET.SubElement(graph, "nodes")
    for key, values in nodes(network, kinds):
        _values(ET.SubElement(listed, "node", id=f"n{key}", label=_text(values.pop("name"))), values)
    listed = ET.SubElement(graph, "edges")
    for number, (first, second, values) in enumerate(edges(network)):
        weight = str(values.pop("weight"))
        _values(ET.SubElement(listed, "edge", id=str(number), source=f"n{first}", target=f"n{second}", weight=weight), values)
    return _written(root)


def _values(element, values):
    inner = ET.SubElement(element, "attvalues")
    for name, value in values.items():
        ET.SubElement(inner, "attvalue", {"for": name, "value": _text(value)})


def _text(value):
    """What XML can't hold (control characters) is left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "".join(letter for letter in str(value) if letter.isprintable() or letter in "\t\n")


def _written(root):
    ET.indent(root, " ")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
