import type { CarepostClient } from '@carepost/client';
import type { EmailStatus } from '@carepost/contracts';
import { colourOf, timelineLine } from '../print-timeline.ts';
import type { Terminal } from '../terminal.ts';

export type ListOptions = {
  status?: EmailStatus | undefined;
  template?: string | undefined;
  to?: string | undefined;
  limit: number;
  json: boolean;
};

/** Lists emails of the log, newest first. */
export async function listEmails(
  terminal: Terminal,
  client: CarepostClient,
  options: ListOptions,
): Promise<number> {
  const { json, ...input } = options;
  const page = await client.emails.list.query(input);
  if (json) {
    terminal.sayJson(page);
    return 0;
  }
  terminal.sayTable(
    page.emails.map(({ id, status, createdAt, template, to, error }) => [
      id,
      status,
      createdAt,
      template,
      to.join(', '),
      error ?? '',
    ]),
  );
  if (page.emails.length === 0) terminal.complain('No such emails.');
  else if (page.nextCursor) terminal.complain('There are more: narrow it down, or raise --limit.');
  return 0;
}

/** Shows one email, its recipients and its timeline. */
export async function showEmail(
  terminal: Terminal,
  client: CarepostClient,
  id: string,
  json: boolean,
): Promise<number> {
  const [email, timeline] = await Promise.all([
    client.emails.get.query({ id }),
    client.emails.timeline.query({ id }),
  ]);
  if (json) {
    terminal.sayJson({ ...email, timeline: timeline.entries });
    return 0;
  }
  terminal.sayTable([
    ['email', email.id],
    ['status', email.status],
    ['template', `${email.template} (${email.category})`],
    ['from', email.from],
    ...email.recipients.map(({ kind, address, status }) => [kind, `${address}  ${status}`]),
    ['dates', `${email.locale}, ${email.timeZone}`],
    ...(email.sendAt ? [['send at', email.sendAt]] : []),
    ...(email.expiresAt ? [['expires', email.expiresAt]] : []),
    ...email.attachments.map(({ contentType, bytes, stored }) => [
      'file',
      `${contentType}, ${bytes} bytes${stored ? '' : ', erased'}`,
    ]),
    ['attempts', `${email.attempts}`],
  ]);
  terminal.say('');
  for (const entry of timeline.entries) terminal.say(timelineLine(terminal, entry));
  if (email.error) {
    terminal.say('');
    terminal.say(
      `${terminal.paint(colourOf(email.status), email.error)}${email.fix ? `: ${email.fix}` : ''}`,
    );
  }
  return 0;
}

/** Cancels an email that has not been claimed. */
export async function cancelEmail(
  terminal: Terminal,
  client: CarepostClient,
  id: string,
  json: boolean,
): Promise<number> {
  const cancelled = await client.emails.cancel.mutate({ id });
  if (json) terminal.sayJson(cancelled);
  else terminal.say(`${cancelled.id}  ${cancelled.status}`);
  return 0;
}

/** Tries failed and held emails again. @returns 1 when one of them was refused */
export async function resendEmails(
  terminal: Terminal,
  client: CarepostClient,
  ids: string[],
  json: boolean,
): Promise<number> {
  const answer = await client.emails.resend.mutate({ ids });
  if (json) terminal.sayJson(answer);
  else {
    for (const id of answer.resent) terminal.say(`${id}  queued`);
    for (const { id, message } of answer.refused) terminal.complain(`${id}  ${message}`);
  }
  return answer.refused.length === 0 ? 0 : 1;
}

/** Notes what a person found out about held emails. @returns 1 when one of them is not held */
export async function settleEmails(
  terminal: Terminal,
  client: CarepostClient,
  ids: string[],
  verdict: 'sent' | 'failed',
  json: boolean,
): Promise<number> {
  const answer = await client.emails.settleHeld.mutate({ ids, verdict });
  if (json) terminal.sayJson(answer);
  else {
    for (const id of answer.settled) terminal.say(`${id}  ${verdict}`);
    for (const id of answer.notHeld) terminal.complain(`${id}  is not held.`);
  }
  return answer.notHeld.length === 0 ? 0 : 1;
}
