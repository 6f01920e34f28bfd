import { createServer } from 'node:net';

/**
 * A free port of 127.0.0.1: the wanted one if it is free, otherwise any. Another program may take it before it is used.
 */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort())));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('The operating system gave no free port; try again.')),
      );
    });
  });
}
