import { Command } from 'commander';
import { agentCommand } from './agent.js';
import { doctorCommand } from './doctor.js';
import { exportCommand } from './export.js';
import { importCommand } from './import.js';
import { kpiCommand } from './kpi.js';
import { liveCommand } from './live.js';
import { networkCommand } from './network.js';
import { peopleCommand } from './people.js';
import { rulesCommand } from './rules.js';
import { serveCommand } from './serve.js';
import { serviceCommands } from './services.js';
import { stackCommand } from './stack.js';
import { tokenCommand } from './token.js';
import { verifyCommand } from './verify.js';

/** The `mnara` program: names, options and exit codes are those of docs/commands.md. */
export function program(): Command {
  const mnara = new Command('mnara')
    .description("The control tower of a country's one-stop shops.")
    .showHelpAfterError('(mnara --help lists the commands)')
    .exitOverride();
  for (const add of [
    serveCommand,
    serviceCommands,
    stackCommand,
    networkCommand,
    agentCommand,
    importCommand,
    kpiCommand,
    exportCommand,
    liveCommand,
    rulesCommand,
    peopleCommand,
    tokenCommand,
    verifyCommand,
    doctorCommand,
  ])
    add(mnara);
  for (const command of mnara.commands) {
    command.exitOverride();
    for (const inner of command.commands) inner.exitOverride();
  }
  return mnara;
}
