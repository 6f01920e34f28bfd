import { isActive } from '../alert-state.js';
import type { WatchingRule } from './observe.js';
import type { AlertChange, OpenAlerts } from './open-alert.js';

/** Inhibiting rules come first, so that they inhibit in the same round. */
export const inhibitingFirst = (rules: readonly WatchingRule[]): readonly WatchingRule[] =>
  [...rules].sort((a, b) => Number(b.rule.inhibits) - Number(a.rule.inhibits));

/** Centres whose inhibiting alert fires. */
export function inhibitedCentres(rules: readonly WatchingRule[], open: OpenAlerts): Set<string> {
  const inhibited = new Set<string>();
  for (const { rule } of rules) {
    if (!rule.inhibits) continue;
    for (const { state, labels } of open.of(rule.id).values())
      if (isActive(state) && labels.centreId !== undefined) inhibited.add(labels.centreId);
  }
  return inhibited;
}

/** Updates the set with the new states of inhibiting alerts. */
export function noteInhibited(inhibited: Set<string>, changes: readonly AlertChange[]): void {
  for (const { after } of changes) {
    const { centreId } = after.labels;
    if (centreId === undefined) continue;
    if (isActive(after.state)) inhibited.add(centreId);
    else inhibited.delete(centreId);
  }
}
