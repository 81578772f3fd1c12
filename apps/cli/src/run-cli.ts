import { CommanderError } from 'commander';
import { createProgram } from './create-program.ts';
import { explainError } from './explain-error.ts';
import { serviceUrl } from './service-options.ts';
import { Terminal, type World } from './terminal.ts';

/** Runs one command line. @returns the exit code: 0 when it did what was asked, 1 otherwise. */
export async function runCli(args: readonly string[], world: World): Promise<number> {
  const terminal = new Terminal(world);
  let exitCode = 0;
  const program = createProgram(world, terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already written what it has to say, such as the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    const options = program.opts();
    const problem = explainError(error, serviceUrl(world, options.url));
    if (options.json) {
      terminal.sayJson({ error: problem });
    } else {
      const field = problem.field && !problem.message.includes(problem.field) ? ` (${problem.field})` : '';
      terminal.complain(`${terminal.paint('red', '✗')} ${problem.message}${field}`);
      if (problem.fix) terminal.complain(`  ${problem.fix}`);
    }
    return 1;
  }
}
