/** The result of one check of a dependency. */
export interface CheckResult {
  readonly ok: boolean;
  /** Why the check failed and how to fix it; undefined when it passed. */
  readonly reason?: string | undefined;
  /** Figures and names for people who read the answer. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

/** Checks something that the process needs. */
export type Check = () => Promise<CheckResult>;

/** The body of /readyz. */
export interface Readiness {
  readonly ready: boolean;
  readonly service: string;
  readonly version: string;
  readonly reasons: readonly string[];
  readonly checks: Readonly<Record<string, CheckResult>>;
}

export interface ReadinessOptions {
  readonly service: string;
  readonly version: string;
  /** A check that takes longer counts as failed, milliseconds. */
  readonly timeoutMs?: number;
}

/** Whether a process can do its work: every check passes, it has started, and it is not stopping. */
export class ReadinessProbe {
  readonly #checks = new Map<string, Check>();
  #phase: 'starting' | 'running' | 'stopping' = 'starting';
  #waitsFor = 'it is starting';

  constructor(readonly options: ReadinessOptions) {}

  add(name: string, check: Check): this {
    this.#checks.set(name, check);
    return this;
  }

  /** Sets what a starting process waits for. */
  waitsFor(what: string): void {
    this.#waitsFor = what;
  }

  started(): void {
    this.#phase = 'running';
  }

  /** From now on the process is not ready, so that it receives no new work. */
  stopping(): void {
    this.#phase = 'stopping';
  }

  async look(): Promise<Readiness> {
    const looked = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [
        name,
        await bounded(name, check, this.options.timeoutMs ?? 3000),
      ]),
    );
    const checks = Object.fromEntries(looked) as Record<string, CheckResult>;
    const reasons = Object.values(checks).flatMap(({ ok, reason }) => (ok ? [] : [reason ?? 'the check failed']));
    if (this.#phase === 'starting') reasons.unshift(`The service has not started yet: ${this.#waitsFor}.`);
    if (this.#phase === 'stopping') reasons.unshift('The service is stopping.');
    const { service, version } = this.options;
    return { ready: reasons.length === 0, service, version, reasons, checks };
  }
}

async function bounded(name: string, check: Check, timeoutMs: number): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(
      () => resolve({ ok: false, reason: `The check "${name}" had no answer within ${timeoutMs} ms.` }),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return {
      ok: false,
      reason: `The check "${name}" failed (${error instanceof Error ? error.message : String(error)}).`,
    };
  } finally {
    clearTimeout(timer);
  }
}
