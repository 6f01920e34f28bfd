import type { Observation } from '../decide.js';
import type { LiveFigureId } from '../figure.js';
import { isBeyond, limitOf, type Rule } from '../rule.js';
import { identityOf, isWithin, type Labels } from './labels.js';
import { CENTRE_FIGURES, reasonOf } from './live-figures.js';
import type { OpenAlert } from './open-alert.js';
import type { Centre, World } from './world.js';

/** What was observed at one place that an alert may be about. */
export interface Sighting {
  readonly identity: string;
  readonly labels: Labels;
  readonly observation: Observation;
  /** The calendar for opening hours; undefined: a part of the network with several calendars. */
  readonly centre: Pick<Centre, 'place'> | undefined;
}

/** A rule with its version, and the centres that it covers. */
export interface WatchingRule {
  readonly rule: Rule;
  readonly version: number;
}

/**
 * Compares a figure with a rule's thresholds. NaN: not known. @param reference target or usual figure; NaN when there
 * is none
 */
export function observationOf(rule: Rule, value: number, reference: number, reason: string): Observation {
  if (Number.isNaN(value)) return { kind: 'no_data', reason };
  if (Number.isNaN(reference) && (rule.fire.of !== 'absolute' || rule.clear.of !== 'absolute'))
    return {
      kind: 'no_data',
      reason: rule.fire.of === 'usual' || rule.clear.of === 'usual' ? 'no_usual_day' : 'no_target',
    };
  const isBad = isBeyond(rule.fire, value, reference);
  return {
    kind: 'value',
    value,
    threshold: limitOf(rule.fire, reference),
    isBad,
    isGood: !isBad && isBeyondOrAt(rule, value, reference),
  };
}

/** A clear threshold that is the opposite of fire is already met at the limit itself. */
function isBeyondOrAt({ fire, clear }: Rule, value: number, reference: number): boolean {
  const isOpposite = fire.of === clear.of && fire.amount === clear.amount;
  return isOpposite || isBeyond(clear, value, reference);
}

/**
 * The sightings of a rule on a live figure at the given centres. Only relevant places are returned: with an open alert,
 * or with a figure beyond the threshold. So a round costs one comparison for each rule and centre, and more only for
 * problems.
 */
export function observeLive(
  { rule }: WatchingRule,
  world: World,
  centres: Iterable<Centre>,
  open: ReadonlyMap<string, OpenAlert>,
): Sighting[] {
  if (rule.watch === 'longest_wait_now' || rule.each === 'service') return queueFigures(rule, centres, open, world);
  if (rule.watch === 'upstream_down') return upstreamDown(rule, centres, open);
  if (rule.watch === 'waiting_now' && rule.each !== 'centre') return waitingNow(rule, world, open);
  if (rule.watch === 'report_not_sent') return reportNotSent(rule, world, open);
  return centreFigure(rule, world, centres, open);
}

function centreFigure(
  rule: Rule,
  world: World,
  centres: Iterable<Centre>,
  open: ReadonlyMap<string, OpenAlert>,
): Sighting[] {
  const read = CENTRE_FIGURES[rule.watch as LiveFigureId];
  if (read === undefined) throw new Error(`no centre has the figure ${rule.watch}`);
  const found: Sighting[] = [];
  const { fire } = rule;
  const isEverywhere = rule.where.regions === undefined && rule.where.centres === undefined;
  for (const centre of centres) {
    const value = read(centre, world);
    const reference = rule.watch === 'agent_silent' ? (centre.status?.heartbeatSeconds ?? Number.NaN) : Number.NaN;
    // A comparison with NaN is false: an unknown figure matters only for an open alert.
    if (!isBeyond(fire, value, reference) && (open.size === 0 || !open.has(centre.identity))) continue;
    if (!isEverywhere && !isWithin({ ...rule.where, services: undefined, agencies: undefined }, centre.place)) continue;
    found.push({
      identity: centre.identity,
      labels: { regionId: centre.place.regionId, centreId: centre.place.centreId },
      observation: observationOf(rule, value, reference, reasonOf(centre)),
      centre,
    });
  }
  return found;
}

interface QueueFigure {
  readonly serviceId: string;
  /** Seconds of the longest wait, or the number of people who wait. */
  readonly value: number;
  readonly target: number;
}

function queuesOf(centre: Centre, world: World, rule: Rule): QueueFigure[] {
  return (centre.status?.queues ?? []).flatMap(({ serviceId, waiting, longestSince }) => {
    if (rule.where.services !== undefined && !rule.where.services.includes(serviceId)) return [];
    const seconds = waiting === 0 || longestSince === null ? 0 : Math.max(0, world.now - longestSince) / 1000;
    const value = rule.watch === 'waiting_now' ? waiting : seconds;
    return [{ serviceId, value, target: world.places.services.get(serviceId)?.targetSeconds ?? Number.NaN }];
  });
}

/** The queues of a centre: each one, or only the worst. */
function queueFigures(
  rule: Rule,
  centres: Iterable<Centre>,
  open: ReadonlyMap<string, OpenAlert>,
  world: World,
): Sighting[] {
  const found: Sighting[] = [];
  const isByCentre = rule.each === 'centre';
  const openAt = isByCentre ? undefined : byCentre(open);
  for (const centre of centres) {
    const { place, freshness } = centre;
    const isOpen = isByCentre ? open.has(centre.identity) : openAt?.has(place.centreId) === true;
    if (!isOpen && (freshness !== 'fresh' || centre.figures.waiting === 0)) continue;
    const waits = freshness === 'fresh' ? queuesOf(centre, world, rule) : [];
    const base = { regionId: place.regionId, centreId: place.centreId };
    if (isByCentre) {
      if (!isWithin({ ...rule.where, services: undefined, agencies: undefined }, base)) continue;
      const worst = worstOf(waits, rule);
      const observation = observationOf(
        rule,
        freshness === 'fresh' ? worst.value : Number.NaN,
        worst.target,
        reasonOf(centre),
      );
      if (isOpen || isBad(observation)) found.push({ identity: centre.identity, labels: base, observation, centre });
      continue;
    }
    const asked = new Set([...waits.map(({ serviceId }) => serviceId), ...(openAt?.get(place.centreId) ?? [])]);
    for (const serviceId of asked) {
      const service = world.places.services.get(serviceId);
      const labels = { ...base, serviceId, agencyId: service?.agencyId };
      const wait = waits.find((one) => one.serviceId === serviceId);
      const value = freshness === 'fresh' ? (wait?.value ?? 0) : Number.NaN;
      const observation = observationOf(rule, value, service?.targetSeconds ?? Number.NaN, reasonOf(centre));
      const identity = identityOf('service', labels);
      if ((open.has(identity) || isBad(observation)) && isWithin(rule.where, labels))
        found.push({ identity, labels, observation, centre });
    }
  }
  return found;
}

const isBad = (observation: Observation): boolean => observation.kind === 'value' && observation.isBad;

/** The service that is worst against its target; or with the longest wait if the rule does not compare with targets. */
function worstOf(waits: readonly QueueFigure[], { fire }: Rule): { value: number; target: number } {
  const usable = fire.of === 'target' ? waits.filter(({ target }) => !Number.isNaN(target)) : waits;
  const rank = (wait: QueueFigure): number => (fire.of === 'target' ? wait.value / wait.target : wait.value);
  const worst = usable.reduce<QueueFigure | undefined>(
    (most, wait) => (most === undefined || rank(wait) > rank(most) ? wait : most),
    undefined,
  );
  return worst ?? { value: 0, target: 1 };
}

function upstreamDown(rule: Rule, centres: Iterable<Centre>, open: ReadonlyMap<string, OpenAlert>): Sighting[] {
  const found: Sighting[] = [];
  const openAt = byCentre(open);
  for (const centre of centres) {
    const { status, place, freshness } = centre;
    const down = status?.upstreamDownAgencyIds ?? [];
    const isOpen = openAt.has(place.centreId);
    if (!isOpen && (down.length === 0 || freshness !== 'fresh')) continue;
    for (const agencyId of new Set([...down, ...(openAt.get(place.centreId) ?? [])])) {
      const labels = { regionId: place.regionId, centreId: place.centreId, agencyId };
      if (!isWithin({ ...rule.where, services: undefined }, labels)) continue;
      const value = freshness === 'fresh' ? Number(down.includes(agencyId)) : Number.NaN;
      const observation = observationOf(rule, value, Number.NaN, reasonOf(centre));
      found.push({ identity: identityOf('agency', labels), labels, observation, centre });
    }
  }
  return found;
}

/** Services or agencies of open alerts, by centre. */
function byCentre(open: ReadonlyMap<string, OpenAlert>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { labels, identity } of open.values()) {
    const id = identity.includes(',service=') ? labels.serviceId : labels.agencyId;
    if (labels.centreId === undefined || id === undefined) continue;
    const list = found.get(labels.centreId) ?? [];
    found.set(labels.centreId, list);
    list.push(id);
  }
  return found;
}

/** The number of people who wait in a region or the network; unknown if most of its centres are offline. */
function waitingNow(rule: Rule, world: World, open: ReadonlyMap<string, OpenAlert>): Sighting[] {
  const sums = new Map<string, { labels: Labels; waiting: number; known: number; all: number }>();
  for (const centre of world.centres) {
    const { place, freshness } = centre;
    if (!isWithin({ ...rule.where, services: undefined, agencies: undefined }, place)) continue;
    const labels = rule.each === 'region' ? { regionId: place.regionId } : {};
    const identity = identityOf(rule.each, labels);
    const sum = sums.get(identity) ?? { labels, waiting: 0, known: 0, all: 0 };
    sums.set(identity, sum);
    if (freshness !== 'never_connected') sum.all += 1;
    if (freshness !== 'fresh') continue;
    sum.known += 1;
    sum.waiting += waitingIn(rule, centre, world);
  }
  return [...sums].flatMap(([identity, { labels, waiting, known, all }]) => {
    const value = known > 0 && 2 * known >= all ? waiting : Number.NaN;
    const observation = observationOf(rule, value, Number.NaN, 'unheard');
    return open.has(identity) || isBad(observation) ? [{ identity, labels, observation, centre: undefined }] : [];
  });
}

/** Reports are of the whole network: one alert, however many were not sent. */
function reportNotSent(rule: Rule, world: World, open: ReadonlyMap<string, OpenAlert>): Sighting[] {
  const identity = identityOf('network', {});
  const observation = observationOf(rule, world.reportNotSentSeconds, Number.NaN, '');
  return open.has(identity) || isBad(observation) ? [{ identity, labels: {}, observation, centre: undefined }] : [];
}

function waitingIn({ where: { services, agencies } }: Rule, { status, figures }: Centre, world: World): number {
  if (services === undefined && agencies === undefined) return figures.waiting;
  return (status?.queues ?? [])
    .filter(({ serviceId }) =>
      isWithin({ services, agencies }, { serviceId, agencyId: world.places.services.get(serviceId)?.agencyId }),
    )
    .reduce((sum, queue) => sum + queue.waiting, 0);
}
