import { LIVE_FIGURE_BY_ID, LIVE_FIGURES } from '#domain/alert/figure.js';
import type { Each, FigureUnit, Threshold } from '#domain/alert/rule.js';
import { parseKpi } from '#domain/kpi/catalogue.js';
import type { KpiNeed } from '#domain/kpi/catalogue-entry.js';
import { remarkText } from '#domain/remark/remark-text.js';
import type { PlacedFault } from '../yaml/describe-issue.js';
import { faultOfPair, readDuration, readThreshold } from './threshold-text.js';

type Raw = Readonly<Record<string, unknown>>;
const asMap = (value: unknown): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};

/** What a rule may use of the figure that it watches. */
export interface Watched {
  readonly unit: FigureUnit;
  readonly each: readonly Each[];
  /** What `target` means; undefined: the figure has no target. */
  readonly target: string | undefined;
  readonly hasUsual: boolean;
  /** Step of the window, seconds; undefined: the figure has no window. */
  readonly step: number | undefined;
}

const QUARTER = 900;
const HOUR = 3600;
const HOURLY: ReadonlySet<KpiNeed> = new Set(['desk_states', 'centre_states', 'silence']);
const TARGETS: Readonly<Record<string, string>> = {
  service_level: "the network's target share",
  satisfaction: "the network's target share",
};

/** The live figure or KPI that is watched; a fault says how to fix it. */
export function watchedOf(watch: string): Watched | { readonly fault: string } {
  const live = LIVE_FIGURE_BY_ID.get(watch);
  if (live !== undefined)
    return { unit: live.unit, each: live.each, target: live.target, hasUsual: false, step: undefined };
  const kpi = parseKpi(watch);
  if ('fault' in kpi)
    return {
      fault: `${remarkText(kpi.fault, 'en')} Live figures are ${LIVE_FIGURES.map((figure) => figure.id).join(', ')}.`,
    };
  const needs = kpi.definition.needs(kpi.parameter);
  if (needs.includes('idle'))
    return {
      fault: `${watch} is computed only after a period has ended; watch the live figure idle_while_waiting instead.`,
    };
  const isHourly = needs.some((need) => HOURLY.has(need));
  const { id, unit } = kpi.definition;
  return {
    unit,
    each: isHourly ? ['network', 'region', 'centre'] : ['network', 'region', 'centre', 'service', 'agency'],
    target: TARGETS[id],
    hasUsual: !needs.includes('silence'),
    step: isHourly ? HOUR : QUARTER,
  };
}

function checkThreshold(rule: Raw, key: 'fire' | 'clear', watched: Watched): Threshold | string | undefined {
  const text = rule[key];
  if (typeof text !== 'string') return undefined;
  const read = readThreshold(text, watched.unit, String(rule.watch));
  if ('fault' in read) return read.fault;
  if (read.of === 'target' && watched.target === undefined)
    return `${String(rule.watch)} has no target; write an absolute limit.`;
  if (read.of === 'usual' && !watched.hasUsual)
    return `A usual value is known only for KPIs, not for ${String(rule.watch)}; write an absolute limit.`;
  return read;
}

function checkWindow(rule: Raw, watched: Watched): string | undefined {
  const { step } = watched;
  if (step === undefined)
    return rule.window === undefined
      ? undefined
      : `${String(rule.watch)} is a live figure and has no window; remove it.`;
  if (rule.window === undefined)
    return `${String(rule.watch)} is a KPI and needs a window; add for example window: 1h.`;
  const seconds = typeof rule.window === 'string' ? readDuration(rule.window) : undefined;
  if (seconds !== undefined && seconds % step !== 0)
    return `${String(rule.watch)} is stored by ${step === HOUR ? 'the hour' : 'quarter hours'}; write a multiple of ${step / 60}m.`;
  return undefined;
}

/** Faults of one rule that its schema does not find. */
function checkRule(rule: Raw, at: readonly PropertyKey[]): PlacedFault[] {
  if (typeof rule.watch !== 'string') return [];
  const watched = watchedOf(rule.watch);
  if ('fault' in watched) return [{ path: [...at, 'watch'], message: watched.fault }];
  const faults: PlacedFault[] = [];
  const add = (key: string, message: string | undefined): void => {
    if (message !== undefined) faults.push({ path: rule[key] === undefined ? at : [...at, key], message });
  };
  if (typeof rule.each === 'string' && !watched.each.includes(rule.each as Each))
    add('each', `${rule.watch} is not known for each ${rule.each}; write ${watched.each.join(' or ')}.`);
  add('window', checkWindow(rule, watched));
  const fire = checkThreshold(rule, 'fire', watched);
  const clear = checkThreshold(rule, 'clear', watched);
  if (typeof fire === 'string') add('fire', fire);
  if (typeof clear === 'string') add('clear', clear);
  if (typeof fire === 'object' && typeof clear === 'object') add('clear', faultOfPair(fire, clear));
  if (rule.inhibits === true && rule.each !== 'centre')
    add('inhibits', 'Only an alert of a centre can inhibit the other alerts of that centre; write each: centre.');
  return faults;
}

/** Checks everything in a file of rules that its schema cannot express; accepts any shape. */
export function checkRules(root: unknown): readonly PlacedFault[] {
  const { rules } = asMap(root);
  if (!Array.isArray(rules)) return [];
  const known = new Set<unknown>();
  return rules.flatMap((entry: unknown, index) => {
    const rule = asMap(entry);
    const at = ['rules', index];
    const faults = checkRule(rule, at);
    if (typeof rule.id === 'string' && known.has(rule.id))
      faults.push({ path: [...at, 'id'], message: `The rule id "${rule.id}" is used twice; give each rule its own.` });
    known.add(rule.id);
    return faults;
  });
}
