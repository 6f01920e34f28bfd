import type { KeyedTimelineFact } from '#domain/status/timeline.js';
import type { PlacedLeg, StoredLeg } from '#store/rollups/visit-rollup.js';
import type { TimelineKey, VisitKey } from '#store/visits/record-keys.js';

/** A visit as it is in the database, with its contributions to the rollups. */
export interface RememberedVisit extends VisitKey {
  legs: readonly StoredLeg[];
  placed: readonly PlacedLeg[];
}

export interface RememberedTimeline extends TimelineKey {
  facts: readonly KeyedTimelineFact[];
}

export const visitText = ({ centreKey, visitId }: VisitKey): string => `${centreKey}|${visitId}`;
export const timelineKeyText = ({ centreKey, subject, day }: TimelineKey): string => `${centreKey}|${day}|${subject}`;
