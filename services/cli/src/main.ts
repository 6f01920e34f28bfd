import { CommanderError } from 'commander';
import { program } from './program.js';

const args = process.argv.slice(2);
try {
  await (await program(args)).parseAsync(args, { from: 'user' });
} catch (error) {
  // Commander has already printed the error or the help.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const { describeFailure } = await import('./describe-failure.js');
    const { text, exitCode } = describeFailure(error);
    process.stderr.write(`mnara: ${text}\n`);
    process.exitCode = exitCode;
  }
}
// The launcher's channel must not keep the process alive.
process.channel?.unref();
