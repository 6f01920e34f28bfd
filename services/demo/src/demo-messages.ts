import type { AgentIdentity, DemoProgress } from './run-demo.js';

/**
 * Messages from the server to the process of the demonstration's agents. Keys are sent in messages, never in arguments
 * or environment variables.
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

/** Messages from the process of the demonstration's agents to the server. */
export type FromDemo =
  | ({ readonly kind: 'progress' } & DemoProgress)
  | { readonly kind: 'failed'; readonly message: string };
