import { serve } from '#local/embedded/serve.js';
import type { Memory, ServerOrder } from './measured-server.js';

/* `mnara serve` in a process that reports its memory when the parent process asks. It ends with the parent. */
process.once('message', (message) => void work(message as ServerOrder));

async function work({ folder, network }: ServerOrder): Promise<void> {
  const server = await serve({
    folder,
    listen: { port: 0, mayUseAnotherPort: true },
    network: { file: network, isDemo: false },
    report: () => {},
  });
  const end = async (): Promise<void> => {
    await server.stop();
    process.exit(0);
  };
  process.once('disconnect', () => void end());
  process.on('message', (order) => {
    if (order === 'stop') void end();
    else {
      // Twice: the first one ends what the second can take away.
      globalThis.gc?.();
      globalThis.gc?.();
      const { rss, heapUsed, external } = process.memoryUsage();
      process.send?.({ rss, heapUsed, external } satisfies Memory);
    }
  });
  process.send?.('live');
}
