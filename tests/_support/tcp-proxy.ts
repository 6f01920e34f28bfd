import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy on loopback that breaks the network between two programs. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that pass bytes now. */
  readonly open: () => number;
  /** Resets every connection and refuses new ones. */
  cut(): void;
  /**
   * A frozen network: bytes of both ways vanish, new connections are taken and never answered. What hung stays silent after `heal` too,
   * as behind a firewall that forgot it: whoever waits on it must notice by itself.
   */
  hang(): void;
  /** Hangs as soon as a client has sent the text and it was passed on. Resolves then. */
  hangAfter(text: string): Promise<void>;
  /** The next client that sends the text has it passed on, and its connection reset in place of the answer. Resolves when the answer was there. */
  loseAnswer(text: string): Promise<void>;
  /** New connections pass again. */
  heal(): void;
  stop(): Promise<void>;
}

/** Starts a proxy to a port of 127.0.0.1. @param port where it listens; without it a free one */
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
    // After the listener that passes the bytes on, so that they are on their way.
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

/** A client's connection, and the one that it is passed on to. */
class Pair {
  readonly #ends: readonly Socket[];
  #isSilent = false;

  /** @param target undefined: there is no other end */
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

  /** From now on neither end hears anything of the other, not even that it is gone. */
  swallow(): void {
    this.#isSilent = true;
    for (const end of this.#ends) {
      end.unpipe();
      end.resume();
    }
  }

  /** Resets both ends when the other one answers, and passes nothing of the answer on. */
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
