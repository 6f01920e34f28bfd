import { Gauge, type Registry } from 'prom-client';
import type { LiveHub } from './live-hub.js';

/** `mnara_api_subscribers` and `mnara_api_status_age_seconds`. */
export function measureApi(registry: Registry, hub: LiveHub, now: () => number = Date.now): void {
  new Gauge({
    name: 'mnara_api_subscribers',
    help: 'Open live subscriptions of screens.',
    registers: [registry],
    collect() {
      this.set(hub.subscribers);
    },
  });
  new Gauge({
    name: 'mnara_api_status_age_seconds',
    help: 'Age of the newest contact with any agent that this API knows; absent before the first.',
    registers: [registry],
    collect() {
      const newest = hub.newestContact(hub.directory());
      if (newest !== undefined) this.set(Math.max(0, (now() - newest) / 1000));
    },
  });
}
