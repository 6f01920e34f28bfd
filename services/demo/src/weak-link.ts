import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A relay on loopback in front of the gateway that can be cut, as the road cuts a van's link: then open connections
 * break and new ones are refused, while the agent behind it records on.
 */
export class WeakLink {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #isDown = false;

  private constructor(gateway: URL) {
    const port = Number(gateway.port === '' ? 80 : gateway.port);
    this.#server = createServer((near) => {
      if (this.#isDown) {
        near.destroy();
        return;
      }
      const far = connect(port, gateway.hostname);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far);
      far.pipe(near);
    });
  }

  /** @param gatewayUrl http address of a gateway */
  static async open(gatewayUrl: string): Promise<WeakLink> {
    const link = new WeakLink(new URL(gatewayUrl));
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  /** What the agent takes for its gateway. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  cut(isDown: boolean): void {
    this.#isDown = isDown;
    if (isDown) for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut(true);
    this.#server.close();
    await once(this.#server, 'close');
  }
}
