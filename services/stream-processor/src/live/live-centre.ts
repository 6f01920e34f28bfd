import type { CentreStatus, DeskStatus, QueueStatus } from '#domain/status/centre-status.js';
import {
  type CentreState,
  CLOSED_CENTRE,
  CLOSED_DESK,
  centreAfter,
  type DeskState,
  deskAfter,
} from '#domain/status/timeline.js';
import type { Leg } from '#domain/visit/leg.js';
import type { CentreDimension } from '#store/network/dimension-store.js';
import type { AgentPosition } from '#store/visits/processor-store.js';
import type { RememberedTimeline, RememberedVisit } from '../batch/remembered.js';

/**
 * A leg that is open for longer than this was never closed by its queue system. It counts in the KPIs of its day, but
 * it is not shown in the live picture. Where the queue is voided at closing, legs of earlier days are not shown either.
 */
export const LIVE_MS = 24 * 3_600_000;

interface OpenLeg {
  readonly service: string | undefined;
  readonly issuedAt: number;
  readonly state: 'waiting' | 'called' | 'serving';
  readonly startedAt: number | undefined;
  readonly desk: string | undefined;
  readonly ticket: string | undefined;
}

function openLegOf(leg: Leg): OpenLeg | undefined {
  if (leg.closedAt !== undefined) return undefined;
  const since = leg.issuedAt ?? leg.startedAt;
  if (since === undefined) return undefined;
  const state = leg.startedAt !== undefined ? 'serving' : leg.calledAt !== undefined ? 'called' : 'waiting';
  return { service: leg.service, issuedAt: since, state, startedAt: leg.startedAt, desk: leg.desk, ticket: leg.ticket };
}

type MutableQueue = { -readonly [Key in keyof QueueStatus]: QueueStatus[Key] };

/**
 * The last known state of a desk, a centre or an agency's system on a day. The facts of the day are not kept, because a
 * country has millions.
 */
interface DayEnd<State> {
  readonly day: string;
  readonly state: State;
}

/** Stores the state unless a newer day of the subject is known. */
function keepNewest<State>(ends: Map<string, DayEnd<State>>, subject: string, end: DayEnd<State>): void {
  const known = ends.get(subject);
  if (known === undefined || known.day <= end.day) ends.set(subject, end);
}

/** Calculates the status of one centre from what the processor has committed. */
export class LiveCentre {
  readonly #open = new Map<string, OpenLeg>();
  /** The last known state of each desk, by desk id. */
  readonly #deskDays = new Map<string, DayEnd<DeskState>>();
  /** The last known state of the centre (key `centre`) and of the agencies' systems (key `agency:ID`). */
  readonly #centreDays = new Map<string, DayEnd<CentreState>>();
  #lastEventAt = 0;
  #lastContactAt = 0;
  #heartbeatSeconds = 0;
  #watermark = 0;
  #clockOffsetMs = 0;

  constructor(readonly centre: CentreDimension) {}

  visit(visit: RememberedVisit): void {
    for (const { leg } of visit.placed) {
      const key = `${visit.visitId}|${leg.legNo}`;
      const open = openLegOf(leg);
      if (open === undefined) this.#open.delete(key);
      else this.#open.set(key, open);
    }
  }

  legGone(visitId: string, legNo: number): void {
    this.#open.delete(`${visitId}|${legNo}`);
  }

  timeline({ subject, day, facts }: RememberedTimeline): void {
    if (subject.startsWith('row:') || subject.startsWith('slots:')) return;
    if (subject.startsWith('desk:'))
      keepNewest(this.#deskDays, subject.slice(5), { day, state: facts.reduce(deskAfter, CLOSED_DESK) });
    else keepNewest(this.#centreDays, subject, { day, state: facts.reduce(centreAfter, CLOSED_CENTRE) });
  }

  position(position: AgentPosition): void {
    if (position.heartbeatSeconds > 0) this.#heartbeatSeconds = position.heartbeatSeconds;
    this.#lastContactAt = Math.max(this.#lastContactAt, position.lastReceivedAt);
  }

  contact(receivedAtMs: number): void {
    this.#lastContactAt = Math.max(this.#lastContactAt, receivedAtMs);
  }

  event(at: number): void {
    this.#lastEventAt = Math.max(this.#lastEventAt, at);
    this.#watermark = Math.max(this.#watermark, at);
  }

  /** @param clockOffsetMs the error of the agent's clock */
  heartbeat(at: number, clockOffsetMs: number): void {
    if (at < this.#watermark) return;
    this.#watermark = at;
    this.#clockOffsetMs = clockOffsetMs;
  }

  /** @param now Unix milliseconds */
  status(now: number): CentreStatus {
    const { zone, keepsQueue } = this.centre;
    const oldest = keepsQueue ? now - LIVE_MS : zone.startOfDay(now);
    const queues = new Map<string, MutableQueue>();
    const servingDesks = new Map<string, OpenLeg>();
    let openLegs = 0;
    for (const [key, leg] of this.#open) {
      if (leg.issuedAt < oldest) {
        this.#open.delete(key);
        continue;
      }
      openLegs += 1;
      const id = leg.service ?? '';
      const queue = queues.get(id) ?? { serviceId: id, waiting: 0, longestSince: null, issuedSum: 0, serving: 0 };
      queues.set(id, queue);
      if (leg.state === 'serving') {
        queue.serving += 1;
        if (leg.desk !== undefined) servingDesks.set(leg.desk, leg);
      } else if (leg.state === 'waiting') {
        queue.waiting += 1;
        queue.issuedSum += leg.issuedAt;
        queue.longestSince = Math.min(queue.longestSince ?? leg.issuedAt, leg.issuedAt);
      }
    }
    const today = zone.dateOf(now);
    const desks = this.#desks(today, servingDesks);
    const staff = desks.filter((desk) => desk.isLoggedIn).map(({ deskId }) => this.#staffAt(deskId, today) ?? deskId);
    const centre = this.#centreOn(today);
    return {
      centreId: this.centre.centreId,
      asOf: now,
      lastEventAt: this.#lastEventAt || null,
      lastContactAt: this.#lastContactAt || null,
      heartbeatSeconds: this.#heartbeatSeconds,
      isOpen: centre.isOpen,
      powerDown: centre.powerDown,
      upstreamDownAgencyIds: this.#agenciesDown(today),
      queues: [...queues.values()],
      desks,
      staffLoggedIn: new Set(staff).size,
      openLegs,
      watermark: this.#watermark || null,
      clockOffsetMs: this.#clockOffsetMs,
    };
  }

  #desks(today: string, serving: ReadonlyMap<string, OpenLeg>): DeskStatus[] {
    const desks: DeskStatus[] = [];
    const seen = new Set<string>();
    for (const [deskId, { day, state }] of this.#deskDays) {
      if (day !== today) continue;
      seen.add(deskId);
      desks.push(deskStatus(deskId, state, serving.get(deskId)));
    }
    for (const [deskId, leg] of serving) if (!seen.has(deskId)) desks.push(deskStatus(deskId, CLOSED_DESK, leg));
    return desks;
  }

  #staffAt(deskId: string, today: string): string | undefined {
    const end = this.#deskDays.get(deskId);
    return end?.day === today ? end.state.staff : undefined;
  }

  #centreOn(today: string): CentreState {
    const end = this.#centreDays.get('centre');
    return end?.day === today ? end.state : CLOSED_CENTRE;
  }

  #agenciesDown(today: string): string[] {
    const down: string[] = [];
    for (const [subject, { day, state }] of this.#centreDays)
      if (subject.startsWith('agency:') && day === today && state.upstreamDown) down.push(subject.slice(7));
    return down.sort();
  }
}

function deskStatus(deskId: string, desk: DeskState, serving: OpenLeg | undefined): DeskStatus {
  const isBusy = serving !== undefined;
  return {
    deskId,
    // A desk that is serving counts as open, even if its queue system has not reported that it was opened.
    isOpen: desk.isOpen || isBusy,
    isLoggedIn: desk.isLoggedIn || isBusy,
    state: isBusy ? 'serving' : desk.isLoggedIn ? (desk.state ?? 'available') : null,
    since: isBusy ? (serving.startedAt ?? null) : desk.since || null,
    serviceId: serving?.service ?? null,
    ticketNo: serving?.ticket ?? null,
  };
}
