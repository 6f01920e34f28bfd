import { Command } from 'commander';

/** A command of the program; its module, and what that imports, is loaded when somebody calls it. */
interface Entry {
  readonly name: string;
  readonly says: string;
  /** What adds the arguments, options, subcommands and the action. */
  readonly load: () => Promise<(command: Command) => void>;
}

const COMMANDS: readonly Entry[] = [
  {
    name: 'serve',
    says: 'the embedded shape: database, gateway, processor, API and dashboard, everything under one folder',
    load: async () => (await import('./serve.js')).serveCommand,
  },
  {
    name: 'gateway',
    says: 'a gateway alone, configured by environment variables (.env.example); any number of them may run',
    load: async () => (await import('./services.js')).gatewayCommand,
  },
  {
    name: 'processor',
    says: 'a stream processor alone, configured by environment variables; any number of them may run',
    load: async () => (await import('./services.js')).processorCommand,
  },
  {
    name: 'alerting',
    says: 'alerting alone, configured by environment variables; any number may run, one of them evaluates',
    load: async () => (await import('./services.js')).alertingCommand,
  },
  {
    name: 'api',
    says: 'an API with the dashboard alone, configured by environment variables; any number of them may run',
    load: async () => (await import('./services.js')).apiCommand,
  },
  {
    name: 'stack',
    says: 'the stack shape on this machine: Apache Kafka, TimescaleDB and each service as a process of its own',
    load: async () => (await import('./stack.js')).stackCommand,
  },
  {
    name: 'network',
    says: "checks or loads the network's description",
    load: async () => (await import('./network.js')).networkCommand,
  },
  { name: 'agent', says: 'an edge agent', load: async () => (await import('./agent.js')).agentCommand },
  {
    name: 'import',
    says: 'sends files through a real agent and waits until all is acknowledged; running it again adds nothing',
    load: async () => (await import('./import.js')).importCommand,
  },
  {
    name: 'kpi',
    says: 'KPIs of a period, by group and split, with numerator, denominator and completeness',
    load: async () => (await import('./kpi.js')).kpiCommand,
  },
  { name: 'export', says: "the evaluators' files", load: async () => (await import('./export.js')).exportCommand },
  {
    name: 'live',
    says: 'the live figures of the network, a region or a centre, with their age',
    load: async () => (await import('./live.js')).liveCommand,
  },
  {
    name: 'rules',
    says: 'checks, tests and loads alert rules',
    load: async () => (await import('./rules.js')).rulesCommand,
  },
  {
    name: 'people',
    says: 'checks or loads who is told of alerts, and who stands in',
    load: async () => (await import('./people.js')).peopleCommand,
  },
  {
    name: 'token',
    says: 'a token or a sign-in link for a viewer, an operator of the secretariat, or the manager of a centre',
    load: async () => (await import('./token.js')).tokenCommand,
  },
  {
    name: 'verify',
    says: 'checks that recorded = applied + duplicates + dead letters + in flight for each agent; exit 1 if not',
    load: async () => (await import('./verify.js')).verifyCommand,
  },
  {
    name: 'doctor',
    says: 'says what is wrong with this machine or a running Mnara and how to fix it; exit 1 if anything is',
    load: async () => (await import('./doctor.js')).doctorCommand,
  },
];

/**
 * The `mnara` program: names, options and exit codes are those of docs/commands.md.
 * @param args what it is called with: only the commands that they name are loaded, of the others name and description
 * are known. Without them every command is loaded.
 */
export async function program(args?: readonly string[]): Promise<Command> {
  const mnara = new Command('mnara')
    .description("The control tower of a country's one-stop shops.")
    .showHelpAfterError('(mnara --help lists the commands)')
    .exitOverride();
  for (const { name, says, load } of COMMANDS) {
    const command = mnara.command(name).description(says);
    // The second word too: `mnara help kpi`.
    if (args === undefined || args.slice(0, 2).includes(name)) (await load())(command);
    for (const one of [command, ...command.commands]) one.exitOverride();
  }
  return mnara;
}
