import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadMapping } from '../../mapping/load-mapping.js';
import { RowMapper } from '../../mapping/row-mapper.js';
import type { SourceEvent } from '../connector.js';
import { fileRows } from './file-rows.js';

const at = (path: string): string => fileURLToPath(new URL(`../../../../../${path}`, import.meta.url));
const LOG = at('../shared/data/bank-january-1999.tsv');

interface Leg {
  issued: number;
  left: number;
  ended: number | undefined;
  outcome: 'served' | 'abandoned' | 'voided' | undefined;
}

const percentile = (sorted: readonly number[], share: number): number => {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)]!;
  return low + (sorted[Math.ceil(place)]! - low) * (place - Math.floor(place));
};
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const OUTCOMES = { serviceEnded: 'served', ticketAbandoned: 'abandoned', ticketVoided: 'voided' } as const;

function merge(legs: Map<string, Leg>, event: SourceEvent): void {
  const leg = legs.get(event.visitId!) ?? { issued: 0, left: 0, ended: undefined, outcome: undefined };
  legs.set(event.visitId!, leg);
  if (event.fact.case === 'ticketIssued') leg.issued = event.occurredAtMs;
  if (['ticketCalled', 'ticketAbandoned', 'ticketVoided'].includes(event.fact.case)) leg.left = event.occurredAtMs;
  if (event.fact.case === 'serviceEnded') leg.ended = event.occurredAtMs;
  const outcome = OUTCOMES[event.fact.case as keyof typeof OUTCOMES];
  if (outcome !== undefined) leg.outcome = outcome;
}

describe.skipIf(!existsSync(LOG))('the bank log (skipped if ../shared/data is missing)', () => {
  test('the mapping gives the facts behind the published figures', { timeout: 300_000 }, async () => {
    const mapping = loadMapping(readFileSync(at('tests/bank-log/mapping.yaml'), 'utf8'), 'mapping.yaml');
    const mapper = new RowMapper(mapping, () => 'secret');
    const legs = new Map<string, Leg>();
    const skipped: Record<string, number> = {};
    const defects: Record<string, number> = {};
    let rejected = 0;
    let rows = 0;
    for await (const row of fileRows(LOG, mapping, mapper)) {
      rows += 1;
      const mapped = 'cells' in row ? mapper.map(row.cells) : undefined;
      if (mapped === undefined || mapped.kind === 'rejected') rejected += 1;
      else {
        for (const defect of mapped.defects) defects[defect] = (defects[defect] ?? 0) + 1;
        if (mapped.kind === 'skipped') skipped[mapped.reason] = (skipped[mapped.reason] ?? 0) + 1;
        else for (const event of mapped.events) merge(legs, event);
      }
    }
    const all = [...legs.values()];
    const served = all.filter((leg) => leg.outcome === 'served');
    const abandoned = all.filter((leg) => leg.outcome === 'abandoned');
    const wait = (leg: Leg): number => (leg.left - leg.issued) / 1000;
    const waits = [...served, ...abandoned].map(wait).sort((left, right) => left - right);
    const queued = waits.filter((seconds) => seconds > 0);
    expect({ rows, rejected, skipped }).toEqual({ rows: 31_599, rejected: 0, skipped: { left_before_a_ticket: 1219 } });
    expect([served.length, abandoned.length, all.filter((leg) => leg.outcome === 'voided').length]).toEqual([
      27_060, 3080, 240,
    ]);
    expect([0.5, 0.9, 0.95].map((share) => percentile(queued, share))).toEqual([46, 153, 200]);
    expect([0.5, 0.9, 0.95].map((share) => percentile(waits, share))).toEqual([10, 114, 160]);
    expect(waits.at(-1)).toBe(1500);
    expect(mean(waits)).toBeCloseTo(37.696, 3);
    expect(mean(served.map(wait))).toBeCloseTo(35.03, 2);
    expect(mean(served.map((leg) => (leg.ended! - leg.left) / 1000))).toBeCloseTo(183.45, 2);
    for (const [seconds, level] of [
      [20, 0.5442],
      [60, 0.7114],
      [90, 0.7775],
    ] as const) {
      expect(served.filter((leg) => wait(leg) <= seconds).length / waits.length).toBeCloseTo(level, 4);
    }
    expect(defects).toMatchObject({
      negative_duration: 33,
      served_without_server: 490,
      service_under_10_seconds: 1511,
    });
  });
});
