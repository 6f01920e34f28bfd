import type {
  FiguresPartsFragment,
  InsidePartsFragment,
  NetworkLiveSubscription,
  RegionPartsFragment,
  Severity,
  StatusPartsFragment,
} from '../gql/graphql';

export type { Severity };

/** The sums of a scope. */
export type ScopeFigures = FiguresPartsFragment;

/** The live status of a centre; queues and desks only where a region or a centre is followed. */
export type CentreStatus = StatusPartsFragment & Partial<InsidePartsFragment>;

/** The live status of a region as a whole. */
export type RegionStatus = RegionPartsFragment;

/** One thing that is wrong with a centre. */
export type Trouble = StatusPartsFragment['troubles'][number];

type NetworkMessage = NetworkLiveSubscription['live'];

/**
 * A message of one type, of the network or of one scope: regions, and centres that are no longer followed, are of
 * the network only.
 */
type MessageOf<Name extends NetworkMessage['__typename']> = Omit<
  Extract<NetworkMessage, { readonly __typename: Name }>,
  'centres' | 'regions' | 'goneCentreIds'
> & {
  readonly centres: readonly CentreStatus[];
  readonly regions?: readonly RegionStatus[];
  readonly goneCentreIds?: readonly string[];
};

/** A message of the `live` subscription, as the screens ask for it. */
export type LiveMessage =
  | MessageOf<'LiveSnapshot'>
  | MessageOf<'LiveDelta'>
  | Extract<NetworkMessage, { readonly __typename: 'LiveHeartbeat' }>;

/**
 * What is known of a scope. `trueAt` is the server's time of the newest message that followed on without a gap: the
 * figures are true for it. `null` figures mean that nothing was loaded yet, which is not the same as zero.
 */
export interface LiveState {
  readonly figures: ScopeFigures | null;
  readonly regions: ReadonlyMap<string, RegionStatus>;
  /** All of the scope's; of a large network those that need attention first. */
  readonly centres: ReadonlyMap<string, CentreStatus>;
  readonly seq: number;
  readonly trueAt: number | null;
  readonly watermark: number | null;
  readonly buildId: string | null;
  /** Server time less this computer's time, in milliseconds. */
  readonly serverOffsetMs: number;
  /** A message was missed: nothing is applied until the next snapshot. */
  readonly awaitingSnapshot: boolean;
}

export const EMPTY_LIVE: LiveState = {
  figures: null,
  regions: new Map(),
  centres: new Map(),
  seq: 0,
  trueAt: null,
  watermark: null,
  buildId: null,
  serverOffsetMs: 0,
  awaitingSnapshot: true,
};

/**
 * A jump of the offset above this is taken over at once; below it is smoothed, for a slow message is not a wrong
 * clock.
 */
const OFFSET_JUMP_MS = 3_000;
/**
 * Below this it is what messages take on their way. Ages are shown in seconds, and whatever depends on the offset
 * is drawn again when it changes.
 */
const OFFSET_REST_MS = 100;

/** The new estimate of server time less local time; `receivedAt` is local. */
export function nextOffset(previous: number | null, serverTime: number, receivedAt: number): number {
  const sample = serverTime - receivedAt;
  if (previous === null || Math.abs(sample - previous) > OFFSET_JUMP_MS) return sample;
  if (Math.abs(sample - previous) <= OFFSET_REST_MS) return previous;
  return previous + (sample - previous) * 0.2;
}

/**
 * The state after a message that was received at the local time `receivedAt`. A snapshot replaces everything,
 * whatever its seq (a server that was restarted counts from the start again); any other message must follow on by
 * one, else the state keeps its last valid status and waits for a snapshot, which the caller has to ask for.
 */
export function applyLiveMessage(state: LiveState, message: LiveMessage, receivedAt: number): LiveState {
  const serverOffsetMs = nextOffset(
    state.trueAt === null ? null : state.serverOffsetMs,
    message.serverTime,
    receivedAt,
  );
  if (message.__typename === 'LiveSnapshot') {
    return {
      figures: message.figures,
      regions: new Map(message.regions?.map((region) => [region.regionId, region])),
      centres: new Map(message.centres.map((centre) => [centre.centreId, centre])),
      seq: message.seq,
      trueAt: message.serverTime,
      watermark: message.watermark,
      buildId: message.buildId,
      serverOffsetMs,
      awaitingSnapshot: false,
    };
  }
  if (state.awaitingSnapshot) return state;
  if (message.seq !== state.seq + 1) return { ...state, awaitingSnapshot: true };
  const followed = {
    ...state,
    seq: message.seq,
    trueAt: message.serverTime,
    watermark: message.watermark,
    serverOffsetMs,
  };
  if (message.__typename === 'LiveHeartbeat') return { ...followed, buildId: message.buildId };
  return {
    ...followed,
    figures: message.changedFigures ?? state.figures,
    regions: replaced(state.regions, message.regions ?? [], ({ regionId }) => regionId),
    centres: replaced(state.centres, message.centres, ({ centreId }) => centreId, message.goneCentreIds),
  };
}

/** The same map where nothing changed. */
function replaced<Item>(
  items: ReadonlyMap<string, Item>,
  changed: readonly Item[],
  idOf: (item: Item) => string,
  gone: readonly string[] = [],
): ReadonlyMap<string, Item> {
  if (changed.length + gone.length === 0) return items;
  const next = new Map(items);
  for (const id of gone) next.delete(id);
  for (const item of changed) next.set(idOf(item), item);
  return next;
}

/** Whether only the centres that need attention are followed, because there are too many. */
export const followsFew = ({ figures, centres }: Pick<LiveState, 'figures' | 'centres'>): boolean =>
  figures !== null && figures.centresTotal > centres.size;
