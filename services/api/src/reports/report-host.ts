import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import { API_CONFIG, type FullApiConfig } from '../api-config.js';
import { ReportRunner } from './report-runner.js';

/** How often the figures of one sent report are compared with those of today. */
const COMPARE_EVERY_MS = 60_000;

/** Makes and sends reports as long as its API runs. Any number of APIs may run. */
@Injectable()
export class ReportHost implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('reports');
  readonly #loops: Repeating[] = [];

  constructor(
    @Inject(ReportRunner) private readonly runner: ReportRunner,
    @Inject(API_CONFIG) private readonly config: FullApiConfig,
  ) {}

  onApplicationBootstrap(): void {
    const { reports } = this.config;
    if (reports === undefined || reports.stepMs === 0) return;
    this.#repeat(reports.stepMs, () => this.runner.step());
    this.#repeat(COMPARE_EVERY_MS, () => this.runner.compareOne());
  }

  #repeat(everyMs: number, work: () => Promise<unknown>): void {
    this.#loops.push(
      repeatEvery({ everyMs, firstAfterMs: everyMs }, work, (error) => {
        const why = error instanceof Error ? error.message : String(error);
        this.#logger.warn(`Reports could not be looked at; the next attempt follows. ${why}`);
      }),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#loops.splice(0).map((loop) => loop.stop()));
  }
}
