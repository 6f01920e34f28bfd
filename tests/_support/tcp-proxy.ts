import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy on loopback that breaks the network between two programs. */
export interface TcpProxy {
  readonly port: number;
  /** Number of connections that are passing bytes now. */
  readonly open: () => number;
  /** Resets every connection and rejects new ones. */
  cut(): void;
  /**
   * A frozen network: bytes in both directions are lost, and new connections are accepted but never answered. Frozen
   * connections stay silent after `heal`, like connections that a firewall has dropped, so each end must detect it by
   * itself.
   */
  hang(): void;
  /** Freezes the network as soon as a client has sent the text and it was passed on. Resolves at that moment. */
  hangAfter(text: string): Promise<void>;
  /**
   * Passes on the text of the next client that sends it, and resets its connection instead of passing on the answer.
   * Resolves when the answer has arrived.
   */
  loseAnswer(text: string): Promise<void>;
  /** New connections work again. */
  heal(): void;
  stop(): Promise<void>;
}

/** Starts a proxy to a port of 127.0.0.1. @param port the port to listen on; by default a free one */
export async function startTcpProxy(targetPort: number, port = 0): Promise<TcpProxy> {
  let state: 'open' | 'cut' | 'hung' = 'open';
  const passing = new Set<Pair>();
  const silent = new Set<Pair>();
  const watched = new WatchedText();
  const server = createServer((client) => {
    if (state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const pair = new Pair(client, state === 'open' ? targetPort : undefined, () => {
      passing.delete(pair);
      silent.delete(pair);
    });
    // Registered after the listener that passes the bytes on, so that they have been sent.
    client.on('data', (bytes) => watched.look(bytes, pair));
    (state === 'open' ? passing : silent).add(pair);
  });
  await listen(server, port);
  const resetAll = (): void => resetEach(passing, silent);
  const hang = (): void => {
    state = 'hung';
    for (const pair of passing) {
      pair.swallow();
      silent.add(pair);
    }
    passing.clear();
  };
  return {
    port: portOf(server),
    open: () => passing.size,
    cut: () => {
      state = 'cut';
      resetAll();
    },
    hang,
    hangAfter: async (text) => {
      await watched.passed(text);
      hang();
    },
    loseAnswer: async (text) => (await watched.passed(text)).resetAtAnswer(),
    heal: () => {
      state = 'open';
    },
    stop: () => {
      resetAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function resetEach(...groups: readonly ReadonlySet<Pair>[]): void {
  for (const pair of groups.flatMap((group) => [...group])) pair.reset();
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

/** Waits for a text that a client sends. */
class WatchedText {
  #watch: { readonly text: string; readonly found: (pair: Pair) => void } | undefined;

  /** Resolves with the connection of the next client that sends the text. */
  passed(text: string): Promise<Pair> {
    return new Promise((found) => {
      this.#watch = { text, found };
    });
  }

  look(bytes: Buffer, pair: Pair): void {
    if (this.#watch === undefined || !bytes.includes(this.#watch.text)) return;
    const { found } = this.#watch;
    this.#watch = undefined;
    found(pair);
  }
}

/** A client's connection and the connection to the target. */
class Pair {
  readonly #ends: readonly Socket[];
  #isSilent = false;

  /** @param target undefined when there is no connection to the target */
  constructor(client: Socket, target: number | undefined, onGone: () => void) {
    const other = target === undefined ? undefined : connect(target, '127.0.0.1');
    this.#ends = other === undefined ? [client] : [client, other];
    if (other === undefined) client.resume();
    else {
      client.pipe(other);
      other.pipe(client);
    }
    for (const end of this.#ends) {
      end.setNoDelay(true);
      end.on('error', () => undefined);
      end.on('close', () => {
        if (!this.#isSilent) this.reset();
        if (this.#ends.every(({ destroyed }) => destroyed)) onGone();
      });
    }
  }

  /** From now on neither end receives anything from the other, not even its close. */
  swallow(): void {
    this.#isSilent = true;
    for (const end of this.#ends) {
      end.unpipe();
      end.resume();
    }
  }

  /** Resets both ends when the target answers, and does not pass on the answer. */
  resetAtAnswer(): Promise<void> {
    const [client, other] = this.#ends;
    return new Promise((resolve) => {
      if (client === undefined || other === undefined) return;
      other.unpipe(client);
      other.once('data', () => {
        this.reset();
        resolve();
      });
      other.resume();
    });
  }

  reset(): void {
    for (const end of this.#ends) if (!end.destroyed) end.resetAndDestroy();
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}
