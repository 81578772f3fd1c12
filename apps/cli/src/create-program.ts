import { apiKeyScope, emailStatus } from '@carepost/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { cancelEmail, listEmails, resendEmails, settleEmails, showEmail } from './commands/emails.ts';
import { createKey, listKeys, revokeKey } from './commands/keys.ts';
import { send } from './commands/send.ts';
import { pauseSending, resumeSending } from './commands/sending.ts';
import { listTemplates } from './commands/templates.ts';
import { connect, serviceUrl } from './service-options.ts';
import type { Terminal, World } from './terminal.ts';

type Globals = { url?: string; json?: boolean };

/** All commands and their options. A command's exit code goes to `exitWith`. */
export function createProgram(world: World, terminal: Terminal, exitWith: (code: number) => void): Command {
  const program = new Command('carepost')
    .description('Sends and follows email through a Carepost service.')
    .option('--url <url>', 'where the service is (CAREPOST_URL; default http://127.0.0.1:8088)')
    .option('--json', 'write one JSON document instead of text')
    .addHelpText(
      'after',
      '\nThe API key is read from CAREPOST_API_KEY and from nowhere else; on the machine of a developer none is needed.',
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
    })
    .exitOverride();

  const client = () => connect(world, serviceUrl(world, program.opts<Globals>().url));
  const json = () => program.opts<Globals>().json ?? false;
  const run = async (command: Promise<number>) => exitWith(await command);

  program
    .command('send')
    .summary('send one email')
    .description('Sends one email. Exit code 0 when it was accepted or, with --watch, delivered.')
    .argument('<template>', 'such as welcome; see carepost templates')
    .requiredOption('--to <address>', 'who gets it')
    .option(
      '--props <json>',
      "the template's props; - reads them from stdin, which keeps them out of the shell's history",
    )
    .option('--fixture', 'send sample props instead')
    .option('--from <address>', 'an allowed sender')
    .option('--locale <tag>', 'such as en-US')
    .option('--time-zone <zone>', 'such as America/Chicago')
    .option('--reply-to <address>', 'where answers go')
    .option('--send-at <time>', 'not before, such as 2027-03-04T14:30:00-06:00')
    .option('--expires-at <time>', 'what has not left by then never does')
    .option('--idempotency-key <key>', 'the same key with the same input sends once')
    .option('--watch', 'follow it until it is delivered or not')
    .option('--timeout <seconds>', 'how long to follow it', readSeconds, 120)
    .action((template, options) =>
      run(send(world, terminal, client(), template, { ...options, json: json() })),
    );

  program
    .command('templates')
    .summary('list the templates with their props')
    .description('Lists the templates with their props.')
    .action(() => run(listTemplates(terminal, client(), json())));

  const emails = program
    .command('emails')
    .summary('look at the log; cancel, resend, settle')
    .description('Looks at the log; cancels, resends and settles. Addresses are masked.');
  emails
    .command('list')
    .summary('list emails, newest first')
    .description('Lists emails, newest first.')
    .addOption(new Option('--status <status>', 'only these').choices(emailStatus.options))
    .option('--template <id>', 'only of this template')
    .option('--to <address>', 'only to exactly this address')
    .option('--limit <count>', 'how many, at most 100', readCount, 25)
    .action((options) => run(listEmails(terminal, client(), { ...options, json: json() })));
  emails
    .command('show')
    .summary('show one email and its timeline')
    .description('Shows one email, its recipients and what happened to it.')
    .argument('<id>')
    .action((id) => run(showEmail(terminal, client(), id, json())));
  emails
    .command('cancel')
    .summary('cancel a scheduled or queued email')
    .description('Cancels an email that no worker has claimed yet.')
    .argument('<id>')
    .action((id) => run(cancelEmail(terminal, client(), id, json())));
  emails
    .command('resend')
    .summary('try failed or held emails again')
    .description(
      'Tries failed or held emails again; needs the scope manage. Exit code 1 when one was refused.',
    )
    .argument('<ids...>')
    .action((ids) => run(resendEmails(terminal, client(), ids, json())));
  emails
    .command('settle')
    .summary('say whether held emails were sent')
    .description(
      'For emails of which nobody knows whether they were sent: notes what a person found out. To send them again: resend. Needs the scope manage. Exit code 1 when one is not held.',
    )
    .argument('<ids...>')
    .addOption(
      new Option('--as <verdict>', 'sent: it arrived; failed: give it up')
        .choices(['sent', 'failed'])
        .makeOptionMandatory(),
    )
    .action((ids, { as }) => run(settleEmails(terminal, client(), ids, as, json())));

  program
    .command('pause')
    .summary('pause the sending of this project')
    .description(
      'Nothing leaves until carepost resume; emails are accepted and wait. Needs the scope manage.',
    )
    .action(() => run(pauseSending(terminal, client(), json())));
  program
    .command('resume')
    .summary('let it go on')
    .description('Lets what waited leave, at the rate of the account. Needs the scope manage.')
    .action(() => run(resumeSending(terminal, client(), json())));

  const keys = program
    .command('keys')
    .summary('manage API keys')
    .description('Manages API keys; needs the scope manage.');
  keys
    .command('create')
    .summary('make a key; it is shown once')
    .description('Makes a key and writes it to stdout. It cannot be shown again.')
    .argument('<name>', 'what the key is for')
    .requiredOption('--scopes <list>', `comma-separated: ${apiKeyScope.options.join(', ')}`, readScopes)
    .action((name, { scopes }) => run(createKey(terminal, client(), { name, scopes }, json())));
  keys
    .command('list')
    .summary('list keys')
    .description('Lists keys, without the keys themselves.')
    .action(() => run(listKeys(terminal, client(), json())));
  keys
    .command('revoke')
    .summary('revoke a key at once')
    .description('Revokes a key at once.')
    .argument('<id>', 'the id that carepost keys list shows')
    .action((id) => run(revokeKey(terminal, client(), id, json())));

  program
    .command('doctor')
    .summary('check the sending account')
    .description(
      'Checks the SES account that the settings name (.env and environment), and the DNS of the sender. Without EMAIL_PROVIDER that is the local simulator. Exit code 1 when something keeps mail from being sent.',
    )
    .option('--region <region>', 'check AWS in this region (AWS_REGION)')
    .option('--from <address>', 'the sender (AWS_SES_FROM_EMAIL)')
    .option('--simulator <url>', 'check the simulator at this address (SIMULATOR_URL)')
    .option('--no-dns', 'leave DNS out')
    .action(async (options) => {
      // The AWS SDK takes a while to load and no other command needs it.
      const { doctor } = await import('./commands/doctor.ts');
      return run(doctor(world, terminal, { ...options, json: json() }));
    });

  return program;
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400))
    throw new InvalidArgumentError('It must be a number of seconds, at most 86400.');
  return seconds;
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100)
    throw new InvalidArgumentError('It must be 1 to 100.');
  return count;
}

function readScopes(text: string): (typeof apiKeyScope.options)[number][] {
  const scopes = apiKeyScope
    .array()
    .min(1)
    .safeParse(text.split(',').map((scope) => scope.trim()));
  if (!scopes.success) throw new InvalidArgumentError(`Scopes are ${apiKeyScope.options.join(', ')}.`);
  return scopes.data;
}
