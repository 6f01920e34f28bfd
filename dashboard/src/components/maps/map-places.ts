import type { Catalogue } from '../../live/catalogue/catalogue';
import type { LiveState, Severity } from '../../live/live-state';
import { shownSeverity, summariseRegion } from '../../live/region-summary';
import type { Place } from './project-points';

/** A point of the map: a centre, or a region where there are too many centres for a point each. */
interface MapPlace extends Place {
  /** Path of its page. */
  readonly to: string;
  /** What is shown of it at `now` (server's clock); waiting null: not known. */
  status(network: LiveState, now: number): { readonly severity: Severity; readonly waiting: number | null };
}

/** Every centre that has a place. */
export const centrePlaces = (catalogue: Catalogue): readonly MapPlace[] =>
  [...catalogue.centre.values()].flatMap(({ id, latitude, longitude }) =>
    latitude === null || longitude === null
      ? []
      : [
          {
            id,
            name: catalogue.shortName(id),
            latitude,
            longitude,
            to: `/centres/${encodeURIComponent(id)}`,
            status: (network, now) => {
              const centre = network.centres.get(id);
              return { severity: shownSeverity(centre, network, now), waiting: centre?.waitingNow ?? null };
            },
          },
        ],
  );

/** Every region, in the middle of its centres. */
export function regionPlaces(catalogue: Catalogue): readonly MapPlace[] {
  const placeOf = new Map(centrePlaces(catalogue).map((place) => [place.id, place]));
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  return catalogue.regions.flatMap((region) => {
    const within = region.centreIds.flatMap((id) => placeOf.get(id) ?? []);
    if (within.length === 0) return [];
    return [
      {
        id: region.id,
        name: region.name,
        latitude: mean(within.map(({ latitude }) => latitude)),
        longitude: mean(within.map(({ longitude }) => longitude)),
        to: `/regions/${encodeURIComponent(region.id)}`,
        status: (network: LiveState, now: number) => summariseRegion(region, network, now),
      },
    ];
  });
}
