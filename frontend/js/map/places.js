// The results as places: what stands at one point is one place, and places near each other are one cluster.
import Supercluster from "supercluster";

const CLUSTERED_TO = 16;

export class Places {
  /** `collection`: what /suche/orte.geojson gives. */
  constructor(collection) {
    this.kinds = collection.kinds;
    this.total = collection.total;
    this.coarse = collection.features.some(({ properties }) => properties.count);
    this.places = this.coarse ? collection.features.map(cell) : together(collection.features);
    this.at = new Map();
    this.places.forEach((place, number) => place.things.forEach(({ id }) => this.at.set(id, [...(this.at.get(id) ?? []), number])));
    this.index = new Supercluster({
      radius: 58,
      maxZoom: CLUSTERED_TO,
      map: ({ count, kind }) => ({ count, kind }),
      reduce: (whole, part) => {
        whole.count += part.count;
        if (whole.kind !== part.kind) whole.kind = "";
      },
    });
    this.index.load(
      this.places.map(({ point, count, kind }, number) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: point },
        properties: { number, count, kind },
      })),
    );
  }

  /** [west, south, east, north] of all places, null without one. */
  get bounds() {
    if (!this.places.length) return null;
    const [lons, lats] = [0, 1].map((axis) => this.places.map(({ point }) => point[axis]));
    return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  }

  /** Clusters and single places in a part of the map: [{key, point, count, kind, place? | cluster?}] */
  within(bounds, zoom) {
    return this.index.getClusters(bounds, Math.floor(zoom)).map(({ geometry, properties }) => ({
      key: properties.cluster ? `c${properties.cluster_id}` : `p${properties.number}`,
      point: geometry.coordinates,
      count: properties.count,
      kind: properties.kind,
      cluster: properties.cluster && properties.cluster_id,
      place: properties.cluster ? null : this.places[properties.number],
    }));
  }

  /** Things, each once. Of cells only their numbers are known. */
  countWithin([west, south, east, north]) {
    const inside = this.places.filter(({ point: [lon, lat] }) => lon >= west && lon <= east && lat >= south && lat <= north);
    if (this.coarse) return inside.reduce((sum, { count }) => sum + count, 0);
    return new Set(inside.flatMap(({ things }) => things.map(({ id }) => id))).size;
  }

  opensAt(cluster) {
    return this.index.getClusterExpansionZoom(cluster);
  }

  /** Whether a marker (as `within` gives it) stands for a thing. */
  holds({ place, cluster }, id) {
    const numbers = this.at.get(id) ?? [];
    if (place) return numbers.some((number) => this.places[number] === place);
    const leaves = this.index.getLeaves(cluster, Infinity);
    return leaves.some(({ properties }) => numbers.includes(properties.number));
  }

  /** The first place of a thing. */
  placeOf(id) {
    return this.places[this.at.get(id)?.[0]];
  }

  /** The first zoom from `zoom` on at which a place stands alone. */
  aloneAt(place, zoom) {
    const [lon, lat] = place.point;
    for (let level = Math.floor(zoom); level <= CLUSTERED_TO; level += 1) {
      const here = this.index.getClusters([lon - 1e-7, lat - 1e-7, lon + 1e-7, lat + 1e-7], level);
      if (here.some(({ properties }) => !properties.cluster && this.places[properties.number] === place)) return level;
    }
    return CLUSTERED_TO + 1;
  }
}

function cell({ geometry, properties }) {
  return { point: geometry.coordinates, count: properties.count, kind: "", box: properties.box, things: [] };
}

function together(features) {
  const places = new Map();
  for (const { id, geometry, properties } of features) {
    for (const point of geometry.type === "MultiPoint" ? geometry.coordinates : [geometry.coordinates]) {
      const place = places.get(point.join()) ?? { point, things: [], kind: properties.kind, count: 0 };
      place.things.push({ id, ...properties });
      place.count += 1;
      if (place.kind !== properties.kind) place.kind = "";
      places.set(point.join(), place);
    }
  }
  return [...places.values()];
}
