/** What is known of an agent's data. Times are Unix milliseconds. */
export interface AgentProgress {
  readonly centreId: string;
  /** Whether it sends heartbeats: without them silence means nothing. */
  readonly hasHeartbeats: boolean;
  /** Newest contact; null: none. */
  readonly lastReceivedAt: number | null;
  /** Time of the newest event that was applied. */
  readonly lastEventAt: number | null;
  /** Events that the agent has recorded and the server has not applied. */
  readonly inFlight: number;
}

/** Why the data of a centre is not complete at the end of a period. */
export type MissingReason = 'never_connected' | 'silent' | 'behind';

/** A centre whose data had not arrived. */
export interface MissingCentre {
  readonly centreId: string;
  readonly why: MissingReason;
  /** Up to when its data is complete, Unix milliseconds; null: nothing ever arrived. */
  readonly upTo: number | null;
}

/** What a period looks like in one centre where there are no figures, and where there are. */
export type CentreCoverage = 'complete' | 'missing' | 'closed' | 'zero';

/**
 * Whether everything that an agent recorded before a moment has been applied: it was in contact after it and keeps
 * nothing back, or it has already sent something newer. An agent without heartbeats proves it by newer events only.
 */
function isComplete({ hasHeartbeats, lastReceivedAt, lastEventAt, inFlight }: AgentProgress, at: number): boolean {
  if (lastEventAt !== null && lastEventAt >= at) return true;
  return hasHeartbeats && lastReceivedAt !== null && lastReceivedAt >= at && inFlight <= 0;
}

const completeUpTo = ({ hasHeartbeats, lastReceivedAt, lastEventAt, inFlight }: AgentProgress): number | null =>
  hasHeartbeats && inFlight <= 0 ? lastReceivedAt : lastEventAt;

/**
 * A source without heartbeats that sent nothing for this long is an import that is over, and is not waited for.
 * Milliseconds.
 */
const OVER_MS = 7 * 86_400_000;

/**
 * The centres whose data is not complete up to the end of a period. Pure.
 * @param ends the end of the period by each centre's own clock, Unix milliseconds
 * @param agents the newest outbox of each agent that is not revoked
 */
export function missingCentres(
  ends: ReadonlyMap<string, number>,
  agents: readonly AgentProgress[],
): readonly MissingCentre[] {
  const byCentre = Map.groupBy(agents, ({ centreId }) => centreId);
  const missing: MissingCentre[] = [];
  for (const [centreId, end] of ends) {
    const own = byCentre.get(centreId) ?? [];
    if (own.length === 0) missing.push({ centreId, why: 'never_connected', upTo: null });
    const late = own.filter((agent) => !isOver(agent, end) && !isComplete(agent, end));
    if (late.length === 0) continue;
    const known = late.map(completeUpTo);
    const upTo = known.includes(null) ? null : Math.min(...known.map((at) => at ?? 0));
    const isSilent = late.some(({ lastReceivedAt }) => lastReceivedAt === null || lastReceivedAt < end);
    missing.push({ centreId, why: isSilent ? 'silent' : 'behind', upTo });
  }
  return missing;
}

const isOver = ({ hasHeartbeats, lastReceivedAt }: AgentProgress, end: number): boolean =>
  !hasHeartbeats && (lastReceivedAt === null || lastReceivedAt < end - OVER_MS);

/** Waiting helps for those that were connected once; a centre that never was is only named. */
export const isWorthWaiting = (missing: readonly MissingCentre[]): boolean =>
  missing.some(({ why }) => why !== 'never_connected');

/**
 * Tells apart why a centre has no figures in a period: its data is missing, it was closed, or no one came. Missing
 * comes first: of a centre that could not be reached nothing is known.
 */
export function coverageOf(centre: {
  readonly isMissing: boolean;
  readonly hasFigures: boolean;
  readonly wasOpen: boolean;
}): CentreCoverage {
  if (centre.isMissing) return 'missing';
  if (centre.hasFigures) return 'complete';
  return centre.wasOpen ? 'zero' : 'closed';
}
