import { Command } from 'commander';

/** A command of the program. Its module, with all its imports, is loaded only when the command is used. */
interface Entry {
  readonly name: string;
  readonly description: string;
  /** Returns the function that adds the arguments, options, subcommands and the action. */
  readonly load: () => Promise<(command: Command) => void>;
}

const COMMANDS: readonly Entry[] = [
  {
    name: 'serve',
    description: 'the embedded shape: database, gateway, processor, API and dashboard, everything in one folder',
    load: async () => (await import('./serve.js')).serveCommand,
  },
  {
    name: 'gateway',
    description: 'a gateway, configured by environment variables (.env.example); any number of them may run',
    load: async () => (await import('./services.js')).gatewayCommand,
  },
  {
    name: 'processor',
    description: 'a stream processor, configured by environment variables; any number of them may run',
    load: async () => (await import('./services.js')).processorCommand,
  },
  {
    name: 'alerting',
    description: 'alerting, configured by environment variables; any number may run, one of them evaluates',
    load: async () => (await import('./services.js')).alertingCommand,
  },
  {
    name: 'api',
    description: 'an API with the dashboard, configured by environment variables; any number of them may run',
    load: async () => (await import('./services.js')).apiCommand,
  },
  {
    name: 'stack',
    description: 'the stack shape on this machine: Apache Kafka, TimescaleDB and each service as a separate process',
    load: async () => (await import('./stack.js')).stackCommand,
  },
  {
    name: 'network',
    description: "checks or loads the network's description",
    load: async () => (await import('./network.js')).networkCommand,
  },
  { name: 'agent', description: 'an edge agent', load: async () => (await import('./agent.js')).agentCommand },
  {
    name: 'import',
    description:
      'sends files through a real agent and waits until all events are acknowledged; running it again adds nothing',
    load: async () => (await import('./import.js')).importCommand,
  },
  {
    name: 'mapping',
    description: 'a first mapping for a file',
    load: async () => (await import('./mapping.js')).mappingCommand,
  },
  {
    name: 'kpi',
    description: 'KPIs of a period, by group and split, with numerator, denominator and completeness',
    load: async () => (await import('./kpi.js')).kpiCommand,
  },
  {
    name: 'export',
    description: 'exports files for evaluators',
    load: async () => (await import('./export.js')).exportCommand,
  },
  {
    name: 'report',
    description: 'scheduled reports: who gets what, their archive, and whether archived files are what was sent',
    load: async () => (await import('./report.js')).reportCommand,
  },
  {
    name: 'live',
    description: 'the live figures of the network, a region or a centre, with their age',
    load: async () => (await import('./live.js')).liveCommand,
  },
  {
    name: 'rules',
    description: 'checks, tests and loads alert rules',
    load: async () => (await import('./rules.js')).rulesCommand,
  },
  {
    name: 'people',
    description: 'checks or loads the people who receive alerts, and their stand-ins',
    load: async () => (await import('./people.js')).peopleCommand,
  },
  {
    name: 'token',
    description: 'a token or a sign-in link for a viewer, an operator of the secretariat, or the manager of a centre',
    load: async () => (await import('./token.js')).tokenCommand,
  },
  {
    name: 'account',
    description: 'people who sign in with a password: adds, lists, disables them, and resets passwords',
    load: async () => (await import('./account.js')).accountCommand,
  },
  {
    name: 'verify',
    description: 'checks that recorded = applied + duplicates + dead letters + in flight for each agent; exit 1 if not',
    load: async () => (await import('./verify.js')).verifyCommand,
  },
  {
    name: 'doctor',
    description:
      'checks this machine and a running Mnara and says how to fix what is wrong; exit 1 if anything is wrong',
    load: async () => (await import('./doctor.js')).doctorCommand,
  },
];

/**
 * The `mnara` program: names, options and exit codes are those of docs/commands.md.
 * @param args the arguments of the call: only the commands that they name are loaded, the others have only their name
 *   and
 * description. Without `args` every command is loaded.
 */
export async function program(args?: readonly string[]): Promise<Command> {
  const mnara = new Command('mnara')
    .description("The control tower of a country's one-stop shops.")
    .showHelpAfterError('(mnara --help lists the commands)')
    .exitOverride();
  for (const { name, description, load } of COMMANDS) {
    const command = mnara.command(name).description(description);
    // The second word can also name a command: `mnara help kpi`.
    if (args === undefined || args.slice(0, 2).includes(name)) (await load())(command);
    for (const one of [command, ...command.commands]) one.exitOverride();
  }
  return mnara;
}
