import type { CarepostClient } from '@carepost/client';
import { type EmailStatus, emailStatus } from '@carepost/contracts';
import { getUntypedClient } from '@trpc/client';
import { z } from 'zod';
import { UsageError } from '../explain-error.ts';
import { colourOf } from '../print-timeline.ts';
import type { Terminal, World } from '../terminal.ts';
import { watchEmail } from '../watch-email.ts';

export type SendOptions = {
  to: string;
  props?: string | undefined;
  fixture?: boolean | undefined;
  from?: string | undefined;
  locale?: string | undefined;
  timeZone?: string | undefined;
  replyTo?: string | undefined;
  sendAt?: string | undefined;
  expiresAt?: string | undefined;
  idempotencyKey?: string | undefined;
  watch?: boolean | undefined;
  timeout: number;
  json?: boolean | undefined;
};

const accepted = z.object({ id: z.string(), status: emailStatus });

/** Sends one email and, with `watch`, follows it. @returns the exit code: 0 when accepted or, watched, delivered. */
export async function send(
  world: World,
  terminal: Terminal,
  client: CarepostClient,
  template: string,
  options: SendOptions,
): Promise<number> {
  const input = await readInput(world, template, options);
  const startedAt = performance.now();
  // What was typed here is for the service to check, so it goes through the untyped door of the same client.
  const answer = await getUntypedClient(client).mutation(
    options.fixture ? 'emails.sendTest' : 'emails.send',
    input,
  );
  const { id, status } = accepted.parse(answer);
  if (!options.watch) {
    if (options.json) terminal.sayJson({ id, status });
    else terminal.say(`${id}  ${status}`);
    return 0;
  }

  if (!options.json) terminal.say(terminal.paint('dim', `email ${id}`));
  const timeline = await watchEmail(terminal, client, id, {
    timeoutMs: options.timeout * 1000,
    quiet: options.json ?? false,
  });
  const end = timeline?.status ?? status;
  if (options.json) terminal.sayJson(timeline ?? { id, status, settled: false, entries: [] });
  else
    await sayEnd(
      terminal,
      client,
      id,
      end,
      timeline?.settled ?? false,
      (performance.now() - startedAt) / 1000,
    );
  return end === 'delivered' ? 0 : 1;
}

async function readInput(world: World, template: string, options: SendOptions): Promise<unknown> {
  if (options.fixture) {
    const clash = (['props', ...passedOn] as const).find((name) => options[name] !== undefined);
    if (clash)
      throw new UsageError('--fixture sends sample props with the default settings: leave the others out.');
    return { to: options.to, template };
  }
  if (options.props === undefined) {
    throw new UsageError(
      "Give the template's props with --props, or send samples with --fixture.",
      'carepost templates lists the props.',
    );
  }
  return {
    to: options.to,
    message: { template, props: await readProps(world, options.props) },
    ...Object.fromEntries(passedOn.map((name) => [name, options[name]])),
  };
}

// Options that are fields of a send by the same name.
const passedOn = ['from', 'locale', 'timeZone', 'replyTo', 'sendAt', 'expiresAt', 'idempotencyKey'] as const;

async function readProps(world: World, option: string): Promise<unknown> {
  let text = option;
  if (option === '-') {
    text = '';
    for await (const chunk of world.stdin) text += chunk.toString();
  }
  try {
    return JSON.parse(text);
  } catch {
    // The text itself may be PHI and is not repeated.
    throw new UsageError(
      '--props is not valid JSON.',
      'Write it as \'{"firstName":"Testina"}\', or pipe it in with --props -',
    );
  }
}

async function sayEnd(
  terminal: Terminal,
  client: CarepostClient,
  id: string,
  status: EmailStatus,
  settled: boolean,
  seconds: number,
): Promise<void> {
  const state = terminal.paint(colourOf(status), terminal.paint('bold', status));
  if (settled) terminal.say(`${state} in ${seconds.toFixed(2)} s`);
  else
    terminal.say(`still ${state} after ${seconds.toFixed(0)} s; look again with: carepost emails show ${id}`);
  if (status === 'delivered') return;
  const { error, fix } = await client.emails.get.query({ id });
  if (error) terminal.complain(`${error}${fix ? `: ${fix}` : ''}`);
}
