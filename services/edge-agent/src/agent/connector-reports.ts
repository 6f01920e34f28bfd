import type { Connector } from '../connectors/connector.js';
import type { NamedHealth } from '../outbox/outbox.js';

/** What the connectors of an agent say about themselves, each under a name of its own. */
export class ConnectorReports {
  readonly #named: readonly { readonly name: string; readonly connector: Connector }[];

  /** A connector without a name has that of its kind, with a number from the second one on. */
  constructor(connectors: readonly Connector[]) {
    const used = new Map<string, number>();
    this.#named = connectors.map((connector) => {
      if (connector.name !== undefined) return { name: connector.name, connector };
      const number = (used.get(connector.kind) ?? 0) + 1;
      used.set(connector.kind, number);
      return { name: number === 1 ? connector.kind : `${connector.kind}-${number}`, connector };
    });
  }

  all(): readonly NamedHealth[] {
    return this.#named.map(({ name, connector }) => ({ name, kind: connector.kind, ...connector.health() }));
  }

  /**
   * Whether every source that the agent follows is silent. Then a heartbeat would say that the centre is being read
   * while it is not. False for an agent that follows none.
   */
  areSourcesSilent(): boolean {
    const followed = this.#named.flatMap(({ connector }) => connector.health().progress ?? []);
    return followed.length > 0 && followed.every(({ isSilent }) => isSilent);
  }
}
