import type { Command } from 'commander';
import { environment } from '#local/environment.js';
import { CommandError, print, printStatus } from './output.js';
import { dataFolder } from './server-client.js';

const DEFAULT_PORT = 8080;

function portOf(text: string | undefined): number {
  const port = Number(text ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CommandError(2, `--port ${text} is not a port; use 0 (any free one) to 65535.`);
  return port;
}

/** `mnara serve`. */
export function serveCommand(command: Command): void {
  command
    .option('--data <folder>', 'data folder (default .mnara, or MNARA_DATA)')
    .option('--port <port>', `port on loopback; 0 means any free one (default ${DEFAULT_PORT}, or MNARA_PORT)`)
    .option('--network <file>', "the network's description, loaded before the start")
    .option('--demo', "real agents with simulated visitors: for Kenya's network, or for the one of --network")
    .action(async (options: { data?: string; port?: string; network?: string; demo?: boolean }) => {
      const isPortChosen = options.port !== undefined || environment.port !== undefined;
      const port = portOf(options.port ?? environment.port);
      const { runServer } = await import('#local/embedded/serve.js');
      const server = {
        folder: dataFolder(options.data, environment.data),
        listen: { port, mayUseAnotherPort: !isPortChosen },
        kept: environment.kept,
        outward: environment.outward,
        network: { file: options.network, isDemo: options.demo === true },
        report: printStatus,
      };
      const { isLaunched } = environment;
      const onLive = (url: string): void => print(`Mnara is live at ${url}`);
      process.exit(await runServer(server, { isLaunched, onLive }));
    });
}
