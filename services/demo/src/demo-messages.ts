import type { AgentIdentity, DemoProgress } from './run-demo.js';

/**
 * From the server to the process of the demonstration's agents. Keys go this way, never through arguments or the
 * environment.
 */
export type ToDemo =
  | {
      readonly kind: 'start';
      readonly gatewayUrl: string;
      readonly dataDir: string;
      readonly yamlText: string;
      readonly agents: readonly (readonly [centreId: string, identity: AgentIdentity])[];
      readonly historyDays: number | undefined;
    }
  | { readonly kind: 'stop' };

/** Back from it. */
export type FromDemo =
  | ({ readonly kind: 'progress' } & DemoProgress)
  | { readonly kind: 'failed'; readonly message: string };
