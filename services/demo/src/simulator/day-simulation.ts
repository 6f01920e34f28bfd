import type { Span } from '#domain/calendar/opening-hours.js';
import type { SourceEvent, SourceFact } from '#edge-agent/connectors/connector.js';
import { Agenda } from './agenda.js';
import type { Arrival } from './arrivals.js';
import type { DayBookings } from './bookings.js';
import type { Incidents } from './incidents.js';
import type { Random } from './random.js';
import { followCall } from './service-course.js';
import type { Shift } from './shifts.js';
import type { SimulatedCentre, SimulatedService } from './simulated-centre.js';
import { deskEvent, stateFact, type Ticket, ticketEvent } from './ticket.js';

/** The input of the simulation of one day. */
export interface DayPlan {
  readonly centre: SimulatedCentre;
  /** 2026-11-24 */
  readonly date: string;
  readonly span: Span;
  readonly arrivals: readonly Arrival[];
  readonly bookings: DayBookings;
  readonly shifts: readonly Shift[];
  readonly incidents: Incidents;
  readonly random: Random;
}

interface Desk {
  readonly shift: Shift;
  readonly serves: ReadonlySet<string>;
  pausesTaken: number;
  state: 'closed' | 'idle' | 'busy';
  idleSince: number;
}

type Step =
  | { readonly kind: 'arrive'; readonly arrival: Arrival }
  | { readonly kind: 'join'; readonly ticket: Ticket }
  | { readonly kind: 'give_up'; readonly ticket: Ticket }
  | { readonly kind: 'free'; readonly desk: Desk }
  | { readonly kind: 'look'; readonly desk: Desk }
  | { readonly kind: 'look_all' };

const WRAP_UP = 0.25;
const CLOSING_MS = 90_000;

/**
 * A discrete-event simulation of one day of a centre: customers arrive, and each free desk calls the first customer
 * that it can serve.
 */
export class DaySimulation {
  readonly #plan: DayPlan;
  readonly #agenda = new Agenda<Step>();
  readonly #events: SourceEvent[] = [];
  readonly #desks: readonly Desk[];
  readonly #services: ReadonlyMap<string, SimulatedService>;
  readonly #letters: ReadonlyMap<string, string>;
  /** Tickets in the order in which they joined the queue. */
  #waiting: Ticket[] = [];
  #issued = 0;
  #lastFreeAt = 0;

  constructor(plan: DayPlan) {
    this.#plan = plan;
    this.#services = new Map(plan.centre.services.map((service) => [service.id, service]));
    const agencies = [...new Set(plan.centre.services.map((service) => service.agencyId ?? ''))];
    this.#letters = new Map(agencies.map((agency, index) => [agency, String.fromCharCode(65 + (index % 26))]));
    this.#desks = plan.shifts.map((shift) => {
      return { shift, serves: new Set(shift.desk.serviceIds), pausesTaken: 0, state: 'closed', idleSince: 0 };
    });
  }

  /** Simulates the day. @returns its events in order of time */
  run(): readonly SourceEvent[] {
    const { span, arrivals, bookings, incidents } = this.#plan;
    this.#events.push(...bookings.events);
    for (const arrival of arrivals) this.#agenda.add(arrival.at, { kind: 'arrive', arrival });
    for (const desk of this.#desks) this.#open(desk);
    for (const { to } of [...incidents.powerCuts, ...incidents.outages]) this.#agenda.add(to + 1, { kind: 'look_all' });
    for (let step = this.#agenda.next(); step !== undefined; step = this.#agenda.next()) this.#do(step.at, step.item);
    this.#closeQueue(span.to);
    this.#addCentreEvents();
    return this.#events.toSorted((one, other) => one.occurredAtMs - other.occurredAtMs);
  }

  #do(at: number, step: Step): void {
    switch (step.kind) {
      case 'arrive':
        this.#arrive(at, step.arrival);
        break;
      case 'join':
        this.#join(at, step.ticket);
        break;
      case 'give_up':
        this.#giveUp(at, step.ticket);
        break;
      case 'free':
        this.#free(at, step.desk);
        break;
      case 'look':
        if (step.desk.state === 'idle') this.#look(at, step.desk);
        break;
      case 'look_all':
        for (const desk of this.#desks) if (desk.state === 'idle') this.#look(at, desk);
    }
  }

  #open(desk: Desk): void {
    const { shift } = desk;
    this.#events.push(deskEvent(shift.loginAt, shift, { case: 'staffLogin', value: {} }));
    this.#events.push(deskEvent(shift.opensAt, shift, { case: 'deskOpened', value: { serviceIds: [] } }));
    const { span } = this.#plan;
    this.#agenda.add(Math.max(shift.opensAt, span.from) + 1, { kind: 'free', desk });
    for (const pause of shift.pauses) this.#agenda.add(pause.at, { kind: 'look', desk });
    this.#agenda.add(span.to, { kind: 'look', desk });
  }

  #arrive(at: number, arrival: Arrival): void {
    const { date, incidents } = this.#plan;
    // During a power cut the ticket machine does not work, so customers who arrive then leave again.
    if (incidents.powerCuts.some((cut) => cut.from <= at && at < cut.to)) return;
    this.#issued += 1;
    const number = String(this.#issued).padStart(3, '0');
    const agency = this.#services.get(arrival.serviceId)?.agencyId ?? '';
    const ticket: Ticket = {
      visitId: `${date.replaceAll('-', '')}-${number}`,
      ticketNo: `${this.#letters.get(agency) ?? 'Z'}${number}`,
      legNo: 1,
      serviceId: arrival.serviceId,
      arrival,
      givesUpAt: at + arrival.patienceMs,
      isReturned: false,
    };
    const appointmentId = this.#plan.bookings.idOf.get(arrival);
    const value = appointmentId === undefined ? {} : { appointmentId };
    this.#events.push(ticketEvent(at, ticket, { case: 'ticketIssued', value }));
    this.#join(at, ticket);
  }

  #join(at: number, ticket: Ticket): void {
    this.#waiting.push(ticket);
    if (ticket.givesUpAt < this.#plan.span.to) this.#agenda.add(ticket.givesUpAt, { kind: 'give_up', ticket });
    const ready = this.#desks.filter((desk) => desk.state === 'idle' && desk.serves.has(ticket.serviceId));
    const first = ready.toSorted((one, other) => one.idleSince - other.idleSince)[0];
    if (first !== undefined)
      this.#agenda.add(at + Math.round(this.#plan.random.between(2, 9) * 1000), { kind: 'look', desk: first });
  }

  #giveUp(at: number, ticket: Ticket): void {
    const place = this.#waiting.indexOf(ticket);
    if (place < 0) return;
    this.#waiting.splice(place, 1);
    this.#events.push(ticketEvent(at, ticket, { case: 'ticketAbandoned', value: {} }));
  }

  #free(at: number, desk: Desk): void {
    desk.state = 'idle';
    desk.idleSince = at;
    this.#look(at, desk);
  }

  /** Decides what an idle desk does next: it closes, pauses, calls a customer, or waits. */
  #look(at: number, desk: Desk): void {
    const { span, incidents } = this.#plan;
    if (at >= span.to) {
      this.#close(at, desk);
      return;
    }
    if (incidents.powerCuts.some((cut) => cut.from <= at && at < cut.to)) return;
    const pause = desk.shift.pauses[desk.pausesTaken];
    if (pause !== undefined && pause.at <= at) {
      desk.pausesTaken += 1;
      // If a desk starts its pause late, the pause is shortened so that it ends before closing.
      const until = Math.min(at + pause.durationMs, span.to - 60_000);
      if (until > at) this.#pause(at, until, desk, stateFact(pause.state, pause.reason));
      else this.#look(at, desk);
      return;
    }
    const ticket = this.#choose(at, desk);
    if (ticket !== undefined) this.#call(at, desk, ticket);
  }

  #choose(at: number, desk: Desk): Ticket | undefined {
    const down = new Set(
      this.#plan.incidents.outages.filter((one) => one.from <= at && at < one.to).map((one) => one.agencyId),
    );
    const fits = (ticket: Ticket): boolean =>
      desk.serves.has(ticket.serviceId) && !down.has(this.#services.get(ticket.serviceId)?.agencyId ?? '');
    return this.#waiting.find((ticket) => ticket.arrival.isPriority && fits(ticket)) ?? this.#waiting.find(fits);
  }

  #call(at: number, desk: Desk, ticket: Ticket): void {
    const service = this.#services.get(ticket.serviceId);
    if (service === undefined) return;
    this.#waiting.splice(this.#waiting.indexOf(ticket), 1);
    const { incidents, random } = this.#plan;
    const next = service.nextServiceId;
    const nextServiceId = next !== undefined && this.#services.has(next) ? next : undefined;
    const course = followCall(at, ticket, desk.shift, { service, nextServiceId, random, ...incidents });
    this.#events.push(...course.events);
    if (course.transferred) this.#agenda.add(course.freeAt, { kind: 'join', ticket: course.transferred });
    if (course.returned) this.#agenda.add(course.returned.at, { kind: 'join', ticket: course.returned.ticket });
    const freeAt = course.freeAt;
    if (course.isServed && random.chance(WRAP_UP)) {
      const until = freeAt + Math.round(random.between(15, 60) * 1000);
      this.#pause(freeAt + 1, until, desk, stateFact('wrap_up'));
    } else {
      desk.state = 'busy';
      this.#agenda.add(freeAt + Math.round(random.between(2, 8) * 1000), { kind: 'free', desk });
    }
  }

  #pause(at: number, until: number, desk: Desk, fact: SourceFact): void {
    desk.state = 'busy';
    this.#events.push(deskEvent(at, desk.shift, fact));
    this.#events.push(deskEvent(until, desk.shift, stateFact('available')));
    this.#agenda.add(until, { kind: 'free', desk });
  }

  #close(at: number, desk: Desk): void {
    desk.state = 'closed';
    const closedAt = at + Math.round(this.#plan.random.between(5, 90) * 1000);
    this.#events.push(deskEvent(closedAt, desk.shift, { case: 'deskClosed', value: {} }));
    this.#events.push(deskEvent(closedAt + 20_000, desk.shift, { case: 'staffLogout', value: {} }));
    this.#lastFreeAt = Math.max(this.#lastFreeAt, closedAt + 20_000);
  }

  /** Voids the tickets that are still waiting at closing, including those that were transferred after it. */
  #closeQueue(closesAt: number): void {
    for (const ticket of this.#waiting) {
      const joinedAt = this.#events.findLast((event) => event.visitId === ticket.visitId)?.occurredAtMs ?? closesAt;
      const at = Math.max(closesAt, joinedAt) + CLOSING_MS;
      this.#events.push(ticketEvent(at, ticket, { case: 'ticketVoided', value: { reason: 'the centre closes' } }));
    }
  }

  #addCentreEvents(): void {
    const { span, shifts, incidents } = this.#plan;
    const add = (at: number, fact: SourceFact): void => {
      this.#events.push({ occurredAtMs: at, clock: 'local', fact });
    };
    const opensAt = Math.min(span.from, ...shifts.map((shift) => shift.loginAt)) - 120_000;
    add(opensAt, { case: 'centreOpened', value: {} });
    add(Math.max(span.to, this.#lastFreeAt) + CLOSING_MS + 60_000, { case: 'centreClosed', value: {} });
    for (const cut of incidents.powerCuts) {
      add(cut.from, { case: 'powerDown', value: {} });
      add(cut.to, { case: 'powerUp', value: {} });
    }
    for (const { agencyId, from, to } of incidents.outages) {
      add(from, { case: 'upstreamDown', value: { agencyId, reason: 'no answer' } });
      add(to, { case: 'upstreamUp', value: { agencyId } });
    }
  }
}
