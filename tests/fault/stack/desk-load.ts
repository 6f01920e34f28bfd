import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.js';
import type { StackAgent } from './stack-agent.js';

const PAUSE_MS = 80;
/** Maximum visits in a centre at the same time. */
const OPEN_VISITS = 25;

const STEPS = [
  { ticketIssued: {} },
  { ticketCalled: {} },
  { serviceStarted: {} },
  { serviceEnded: { outcome: 'SERVICE_OUTCOME_SERVED', quantity: 1 } },
] as const;

interface OpenVisit {
  readonly visitId: string;
  readonly serviceId: string;
  readonly deskId: string;
  step: number;
}

/** The queue system of one centre: people arrive, are called and served, as long as it runs. */
export class DeskLoad {
  /** Visits whose issue was confirmed. */
  readonly confirmed: string[] = [];
  #visits: OpenVisit[] = [];
  #count = 0;
  #isRunning = false;
  #running: Promise<void> = Promise.resolve();
  #newestMs = 0;

  constructor(readonly agent: StackAgent) {}

  start(random: Random): void {
    this.#isRunning = true;
    this.#running = this.#run(random);
    // The error is reported by `stop`; until then nothing awaits this promise.
    this.#running.catch(() => undefined);
  }

  /** Resolves when the started visits are confirmed. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    await this.#running;
  }

  async #run(random: Random): Promise<void> {
    while (this.#isRunning) {
      const moved = this.#move(random);
      await sleep(PAUSE_MS);
      if (moved.length === 0) continue;
      const facts = moved.map(({ visit, fact }) => ({
        occurredAtMs: this.#now(),
        visitId: visit.visitId,
        ticketNo: visit.visitId,
        serviceId: visit.serviceId,
        ...(fact === STEPS[0] ? {} : { deskId: visit.deskId }),
        ...fact,
      }));
      await this.agent.send(facts, () => false);
      for (const { visit, fact } of moved) if (fact === STEPS[0]) this.confirmed.push(visit.visitId);
    }
  }

  /** A unique time for each fact, so that no two facts are equal. */
  #now(): number {
    this.#newestMs = Math.max(Date.now(), this.#newestMs + 1);
    return this.#newestMs;
  }

  /** Some visits take their next step, and a new one starts. */
  #move(random: Random): { visit: OpenVisit; fact: (typeof STEPS)[number] }[] {
    const comes = this.#visits.length < OPEN_VISITS ? 1 + Math.floor(random() * 2) : 0;
    for (let n = 0; n < comes; n += 1) {
      this.#count += 1;
      this.#visits.push({
        visitId: `${this.agent.centreId}-${this.#count}`,
        serviceId: random() < 0.5 ? 'S1' : 'S2',
        deskId: `D${1 + Math.floor(random() * 3)}`,
        step: 0,
      });
    }
    const moved = this.#visits.filter(({ step }) => step === 0 || random() < 0.15);
    const taken = moved.map((visit) => ({ visit, fact: STEPS[visit.step] ?? STEPS[0] }));
    for (const visit of moved) visit.step += 1;
    this.#visits = this.#visits.filter(({ step }) => step < STEPS.length);
    return taken;
  }
}
