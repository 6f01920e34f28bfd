import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { likeTimer, type Repeating, repeatEvery } from '#platform/timing/repeat.js';
import { AlertHub } from './alert-hub.js';

const TICK_MS = 1_000;

/** Makes the hub check for changed alerts each second, never twice at the same time. */
@Injectable()
export class AlertRunner implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('api');
  #looking: Repeating | undefined;

  constructor(@Inject(AlertHub) private readonly hub: AlertHub) {}

  onModuleInit(): void {
    this.#looking = repeatEvery(
      likeTimer(TICK_MS),
      () => this.hub.tick(),
      (error) => this.#logger.error(error instanceof Error ? error.message : String(error)),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#looking?.stop();
  }
}
