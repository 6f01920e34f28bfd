import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AlertHub } from './alert-hub.js';

const TICK_MS = 1_000;

/** Lets the hub look for changed alerts each second, never twice at once. */
@Injectable()
export class AlertRunner implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('api');
  #timer: ReturnType<typeof setInterval> | undefined;
  #looking: Promise<void> | undefined;

  constructor(@Inject(AlertHub) private readonly hub: AlertHub) {}

  onModuleInit(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.hub
        .tick()
        .catch((error: unknown) => this.#logger.error(error instanceof Error ? error.message : String(error)))
        .finally(() => {
          this.#looking = undefined;
        });
    }, TICK_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }
}
