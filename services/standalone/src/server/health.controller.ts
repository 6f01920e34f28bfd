import { Controller, Get, Header, Inject, ServiceUnavailableException } from '@nestjs/common';
import type { Registry } from 'prom-client';
import type { Database } from '#platform/postgres/database.js';

export interface HealthOptions {
  readonly database: Database;
  readonly metrics: Registry;
}
export const HEALTH_OPTIONS = Symbol('HealthOptions');

/** For supervisors and for Prometheus. */
@Controller()
export class HealthController {
  constructor(@Inject(HEALTH_OPTIONS) readonly options: HealthOptions) {}

  /** The process answers. */
  @Get('livez')
  livez(): string {
    return 'ok';
  }

  /** The process can do its work: the database answers. */
  @Get('readyz')
  async readyz(): Promise<string> {
    try {
      await this.options.database.query('SELECT 1');
      return 'ok';
    } catch (cause) {
      throw new ServiceUnavailableException('The database does not answer; agents keep their events until it does.', {
        cause,
      });
    }
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.options.metrics.metrics();
  }
}
