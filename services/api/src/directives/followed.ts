import type { Viewer } from '#domain/access/viewer.js';
import { zoneOf } from '#domain/calendar/zone.js';
import type { Directive } from '#domain/directive/directive.js';
import type { KpiStore } from '#store/kpi/kpi-store.js';
import type { Directory } from '#store/network/directory.js';
import type { DirectiveFollowed, WaitWindow } from '../gql/schema-types.js';
import { kpiTable } from '../kpi/kpi-table.js';

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;

/** A period in Unix milliseconds, `to` exclusive, on quarter hours. */
interface Window {
  readonly from: number;
  readonly to: number;
}

/** The hour before a directive was sent and the hour after its end; `after` is undefined until that hour is over. */
function followedWindows(
  { sentAt, dueAt, closed }: Directive,
  now: number,
): { readonly before: Window; readonly after: Window | undefined } {
  const sent = Math.floor(sentAt / QUARTER_MS) * QUARTER_MS;
  const over = Math.ceil((closed?.at ?? dueAt) / QUARTER_MS) * QUARTER_MS;
  const after = { from: over, to: over + HOUR_MS };
  return { before: { from: sent - HOUR_MS, to: sent }, after: after.to <= now ? after : undefined };
}

/** Where waiting times are read from: KPIs of the catalogue, within what the viewer may see. */
export interface WaitSource {
  readonly store: KpiStore;
  readonly viewer: Viewer;
  readonly visible: Directory;
  readonly now: number;
}

async function waitIn(centreId: string, window: Window, source: WaitSource): Promise<WaitWindow> {
  const { store, viewer, visible, now } = source;
  const zone = zoneOf(visible.network.timeZone);
  const local = (at: number): string => new Date(at + zone.offset(at)).toISOString().slice(0, 16);
  const request = {
    ids: ['demand', 'wait_p90', 'wait_max'],
    from: local(window.from),
    to: local(window.to),
    by: [],
    where: [{ key: 'centre', values: [centreId] }],
    exact: false,
    withEmpty: true,
    zone: 'network' as const,
  };
  const { rows } = await kpiTable(store, request, viewer, visible, { smallestCell: 0 }, now);
  const figureOf = (id: string): number | null => rows[0]?.values.find((value) => value.id === id)?.value ?? null;
  return { ...window, demand: figureOf('demand') ?? 0, waitP90: figureOf('wait_p90'), waitMax: figureOf('wait_max') };
}

/** How long people waited at the centre before a directive and after it. */
export async function followedBy(directive: Directive, source: WaitSource): Promise<DirectiveFollowed> {
  const { before, after } = followedWindows(directive, source.now);
  return {
    before: await waitIn(directive.centreId, before, source),
    after: after === undefined ? null : await waitIn(directive.centreId, after, source),
  };
}
