import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy on loopback that breaks the network between two programs. */
export interface TcpProxy {
  readonly port: number;
  /** Number of connections that forward bytes now. */
  readonly open: () => number;
  /** Resets every connection and rejects new ones. */
  cut(): void;
  /**
   * A frozen network: bytes in both directions are dropped, new connections are accepted but never answered. Frozen
   * connections stay silent after `heal` too, as behind a firewall that lost its state: programs must detect that.
   */
  hang(): void;
  /** Freezes as soon as a client has sent the text and it was forwarded. Resolves then. */
  hangAfter(text: string): Promise<void>;
  /**
   * Forwards the text of the next client that sends it, and resets the connection instead of forwarding the answer.
   * Resolves when the answer has arrived.
   */
  loseAnswer(text: string): Promise<void>;
  /** Forwards new connections again. */
  heal(): void;
  stop(): Promise<void>;
}

/** Starts a proxy to a port of 127.0.0.1. @param port the port to listen on; default: a free one */
export async function startTcpProxy(targetPort: number, port = 0): Promise<TcpProxy> {
  let state: 'open' | 'cut' | 'hung' = 'open';
  const passing = new Set<Pair>();
  const silent = new Set<Pair>();
  let watch: { readonly text: string; readonly found: (pair: Pair) => void } | undefined;
  const whenPassed = (text: string): Promise<Pair> =>
    new Promise((found) => {
      watch = { text, found };
    });
  const server = createServer((client) => {
    if (state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const pair = new Pair(client, state === 'open' ? targetPort : undefined, () => {
      passing.delete(pair);
      silent.delete(pair);
    });
    // Added after the listener that forwards the bytes, so that they are already sent.
    client.on('data', (bytes) => {
      if (watch === undefined || !bytes.includes(watch.text)) return;
      const { found } = watch;
      watch = undefined;
      found(pair);
    });
    (state === 'open' ? passing : silent).add(pair);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const resetAll = (): void => {
    for (const pair of [...passing, ...silent]) pair.reset();
  };
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
      await whenPassed(text);
      hang();
    },
    loseAnswer: async (text) => (await whenPassed(text)).resetAtAnswer(),
    heal: () => {
      state = 'open';
    },
    stop: () => {
      resetAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The connection of a client, and the one to the target. */
class Pair {
  readonly #ends: readonly Socket[];
  #isSilent = false;

  /** @param target undefined: the connection is never forwarded */
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

  /** From now on nothing is forwarded in either direction, not even the end of the connection. */
  swallow(): void {
    this.#isSilent = true;
    for (const end of this.#ends) {
      end.unpipe();
      end.resume();
    }
  }

  /** Resets both connections when the target answers, and forwards nothing of the answer. */
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
