import type { CarepostClient } from '@carepost/client';
import type { Terminal } from '../terminal.ts';

/** Pauses the project's sending. */
export async function pauseSending(
  terminal: Terminal,
  client: CarepostClient,
  json: boolean,
): Promise<number> {
  const answer = await client.account.pause.mutate({});
  if (json) terminal.sayJson(answer);
  else
    terminal.say(
      `Paused since ${answer.pausedSince}. Emails are accepted and wait; carepost resume lets them go.`,
    );
  return 0;
}

/** Resumes the project's sending. */
export async function resumeSending(
  terminal: Terminal,
  client: CarepostClient,
  json: boolean,
): Promise<number> {
  const answer = await client.account.resume.mutate({});
  if (json) terminal.sayJson(answer);
  else terminal.say('Sending goes on.');
  return 0;
}
