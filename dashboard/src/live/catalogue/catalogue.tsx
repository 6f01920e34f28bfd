import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { CatalogueQuery } from '../../gql/graphql';
import { useLanguage } from '../../language/use-language';
import { type Loaded, usePolled } from '../graphql-client';
import { CATALOGUE } from './catalogue-operations';

/** A region with its centres' ids. */
export type RegionEntry = Omit<CatalogueQuery['regions'][number], 'centres'> & {
  readonly centreIds: readonly string[];
};
/** A centre with its region's id. */
export type CentreEntry = CatalogueQuery['regions'][number]['centres'][number] & { readonly regionId: string };

/** The network's description, indexed. */
export interface Catalogue {
  /** Who is signed in, and what they may do. */
  readonly viewer: CatalogueQuery['viewer'];
  readonly networkName: string;
  readonly timeZone: string;
  readonly serviceLevelTarget: number;
  readonly satisfactionTarget: number;
  readonly regions: readonly RegionEntry[];
  readonly region: ReadonlyMap<string, RegionEntry>;
  readonly centre: ReadonlyMap<string, CentreEntry>;
  readonly service: ReadonlyMap<string, CatalogueQuery['services'][number]>;
  readonly agencies: CatalogueQuery['agencies'];
  /** Name of an agency or a service; null when it is not known. */
  nameOf(id: string): string | null;
  /** Name of a centre without the words that all centres' names begin with. */
  shortName(id: string): string;
  /** Name of a centre, else its id. */
  centreName(id: string): string;
}

/** Names must share their first words in at least this part for them to be left out. */
const SHARED_BY = 0.6;

/** The words that most names begin with, with the space after them; empty when there are none. */
export function commonWords(names: readonly string[]): string {
  if (names.length < 3) return '';
  const counts = new Map<string, number>();
  for (const name of names) {
    const words = name.split(' ');
    for (let length = 1; length < words.length; length++) {
      const start = `${words.slice(0, length).join(' ')} `;
      counts.set(start, (counts.get(start) ?? 0) + 1);
    }
  }
  const shared = [...counts].filter(([, count]) => count >= names.length * SHARED_BY).map(([start]) => start);
  return shared.sort((a, b) => b.length - a.length)[0] ?? '';
}

/** A name without those of the common words that it begins with: so that two vans can be told apart. Never empty. */
export function withoutWords(name: string, common: string): string {
  let rest = name;
  for (const word of common.split(' ').filter((each) => each !== '')) {
    if (!rest.startsWith(`${word} `)) break;
    rest = rest.slice(word.length + 1);
  }
  return rest;
}

/** Indexes the answer of the API. */
function buildCatalogue(answer: CatalogueQuery): Catalogue {
  const region = new Map<string, RegionEntry>();
  const centre = new Map<string, CentreEntry>();
  for (const { centres, ...entry } of answer.regions) {
    region.set(entry.id, { ...entry, centreIds: centres.map(({ id }) => id) });
    for (const each of centres) centre.set(each.id, { ...each, regionId: entry.id });
  }
  const service = new Map(answer.services.map((each) => [each.id, each]));
  const agencyName = new Map(answer.agencies.map(({ id, name }) => [id, name]));
  const prefix = commonWords([...centre.values()].map(({ name }) => name));
  return {
    viewer: answer.viewer,
    networkName: answer.network.name,
    timeZone: answer.network.timeZone,
    serviceLevelTarget: answer.network.serviceLevelTarget,
    satisfactionTarget: answer.network.satisfactionTarget,
    regions: [...region.values()],
    region,
    centre,
    service,
    agencies: answer.agencies,
    nameOf: (id) => service.get(id)?.name ?? agencyName.get(id) ?? null,
    shortName: (id) => withoutWords(centre.get(id)?.name ?? id, prefix),
    centreName: (id) => centre.get(id)?.name ?? id,
  };
}

const NOT_LOADED: Loaded<Catalogue> = { data: null, loadedAt: null, error: null, isLoading: true };
const Context = createContext<Loaded<Catalogue>>(NOT_LOADED);

const TEN_MINUTES = 600_000;

/** Loads the description and keeps it up to date; the old one stays while another language is under way. */
export function CatalogueProvider({ children }: { readonly children: ReactNode }) {
  const answer = usePolled(CATALOGUE, { language: useLanguage() }, TEN_MINUTES);
  const [kept, setKept] = useState<Catalogue | null>(null);
  const built = useMemo(() => (answer.data ? buildCatalogue(answer.data) : null), [answer.data]);
  useEffect(() => {
    if (built) setKept(built);
  }, [built]);
  const value = useMemo(() => ({ ...answer, data: built ?? kept }), [answer, built, kept]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** The description, or null while it is not loaded. */
export function useCatalogue(): Catalogue | null {
  return useContext(Context).data;
}

/** The description with how its loading goes. */
export function useCatalogueState(): Loaded<Catalogue> {
  return useContext(Context);
}
