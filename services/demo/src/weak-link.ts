import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP relay on loopback in front of the gateway that can be cut, like the network link of a van on the road. While it
 * is cut, open connections break and new ones are refused, and the agent continues to record.
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

  /** The address that the agent uses as its gateway. */
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
