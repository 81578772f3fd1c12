import {
  deliveryErrorCode,
  deliveryErrors,
  type EmailStatus,
  emailStatus,
  settledStatuses,
  type Timeline,
  type TimelineEntry,
  transportName,
} from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Attempt, Email, Event } from '../database/generated/client.ts';
import { findEmail } from './find-email.ts';

/** Everything that happened to an email, oldest first: derived from its attempts and events, kept nowhere else. */
export async function readTimeline(
  context: Context,
  caller: { projectId: string; actor: string },
  id: string,
): Promise<Timeline> {
  const { email } = await findEmail(context, caller, id);
  const { prisma } = context.database;
  const attempts = await prisma.attempt.findMany({ where: { emailId: id }, orderBy: { fence: 'asc' } });
  const events = await prisma.event.findMany({ where: { emailId: id }, orderBy: { id: 'asc' } });
  const decisions = await prisma.auditEntry.findMany({
    where: { projectId: caller.projectId, target: id, action: { in: Object.keys(decisionEntries) } },
    orderBy: { sequence: 'asc' },
    select: { at: true, action: true },
  });
  const status = emailStatus.parse(email.status);
  const entries: TimelineEntry[] = [
    {
      at: email.createdAt.toISOString(),
      kind: 'accepted',
      source: 'carepost',
      sentence: 'Accepted and stored.',
    },
    ...entriesOfSchedule(email),
    ...decisions.flatMap(entriesOfDecision),
    ...attempts.flatMap(entriesOfAttempt),
    ...events.map(entryOfEvent),
    ...entriesOfEnd(email, status, attempts),
    ...entriesOfErasure(email),
  ];
  // A stable sort: entries of the same instant keep the order of cause and effect they were listed in.
  entries.sort((a, b) => a.at.localeCompare(b.at));
  return { id, status, settled: settledStatuses.includes(status), entries };
}

function entriesOfSchedule({ createdAt, sendAt }: Email): TimelineEntry[] {
  if (!sendAt || sendAt <= createdAt) return [];
  const sentence = `Waits until ${sendAt.toISOString()}.`;
  return [{ at: createdAt.toISOString(), kind: 'scheduled', source: 'carepost', sentence }];
}

// What people decided is in the audit log; who it was is shown there only.
const decisionEntries: Record<string, Pick<TimelineEntry, 'kind' | 'sentence'>> = {
  'email.cancelled': { kind: 'cancelled', sentence: 'Cancelled before it was sent.' },
  'email.settled_sent': { kind: 'settled', sentence: 'A person found out that it was sent.' },
  'email.settled_failed': { kind: 'settled', sentence: 'A person gave it up.' },
  'email.resent': { kind: 'resent', sentence: 'Put back into the queue, to be tried again.' },
};

function entriesOfDecision({ at, action }: { at: Date; action: string }): TimelineEntry[] {
  const known = decisionEntries[action];
  return known ? [{ at: at.toISOString(), source: 'carepost', ...known }] : [];
}

function entriesOfAttempt(attempt: Attempt): TimelineEntry[] {
  const common = {
    source: 'carepost' as const,
    attempt: attempt.fence,
    transport: transportName.parse(attempt.transport),
  };
  const calling: TimelineEntry = {
    ...common,
    at: attempt.startedAt.toISOString(),
    kind: 'calling',
    sentence: `Attempt ${attempt.fence}: handed to ${attempt.transport.toUpperCase()}.`,
  };
  if (attempt.outcome === 'calling' || !attempt.settledAt) return [calling];
  const error = attempt.error === null ? undefined : deliveryErrorCode.parse(attempt.error);
  const kind = z.enum(['sent', 'not_sent', 'refused', 'unknown']).parse(attempt.outcome);
  return [
    calling,
    {
      ...common,
      at: attempt.settledAt.toISOString(),
      kind,
      ...(attempt.providerMessageId ? { providerMessageId: attempt.providerMessageId } : {}),
      ...(error ? { error } : {}),
      sentence: error
        ? `${deliveryErrors[error].sentence} ${deliveryErrors[error].fix}`
        : 'The provider took it.',
    },
  ];
}

const eventEntries: Record<string, { kind: TimelineEntry['kind']; sentence: string }> = {
  Send: { kind: 'sent', sentence: 'The provider reports that it sends the email.' },
  Delivery: { kind: 'delivered', sentence: 'Delivered to the recipient’s mail server.' },
  Bounce: { kind: 'bounced', sentence: 'The recipient’s mail server refused it.' },
  Complaint: { kind: 'complained', sentence: 'The recipient marked it as spam; the address is suppressed.' },
  Reject: { kind: 'rejected', sentence: 'The provider rejected the content.' },
  DeliveryDelay: { kind: 'delayed', sentence: 'The provider is still trying to deliver it.' },
  'Rendering Failure': {
    kind: 'rendering_failed',
    sentence: 'The provider could not render the stored template.',
  },
  Open: { kind: 'opened', sentence: 'Opened.' },
  Click: { kind: 'clicked', sentence: 'A link was followed.' },
  Subscription: { kind: 'subscription_changed', sentence: 'The recipient changed a subscription.' },
};

function entryOfEvent(event: Event): TimelineEntry {
  const known = eventEntries[event.type];
  if (!known) throw new RangeError(`event of unknown type ${event.type}`);
  const detail = z.record(z.string(), z.string()).parse(event.detail);
  const codes = Object.values(detail).join(', ');
  return {
    at: event.occurredAt.toISOString(),
    source: 'provider',
    ...known,
    ...(codes ? { sentence: `${known.sentence.slice(0, -1)} (${codes}).` } : {}),
    ...(event.fence ? { attempt: event.fence } : {}),
    recipients: event.recipients,
    providerMessageId: event.providerMessageId,
  };
}

function entriesOfErasure({ contentErasedAt }: Email): TimelineEntry[] {
  if (!contentErasedAt) return [];
  const sentence = 'Addresses and content were erased; this log stays.';
  return [{ at: contentErasedAt.toISOString(), kind: 'erased', source: 'carepost', sentence }];
}

// States that no attempt or event tells of.
function entriesOfEnd(email: Email, status: EmailStatus, attempts: Attempt[]): TimelineEntry[] {
  const at = email.updatedAt.toISOString();
  switch (status) {
    case 'suppressed':
      return [
        { at, kind: 'suppressed', source: 'carepost', sentence: 'Not sent: every recipient is suppressed.' },
      ];
    case 'held':
      return [
        {
          at,
          kind: 'held',
          source: 'carepost',
          sentence: 'Nobody knows whether it was sent, and no event came: a person has to settle it.',
        },
      ];
    case 'expired':
      return [{ at, kind: 'expired', source: 'carepost', sentence: 'Not sent: it expired.' }];
    case 'failed': {
      const error = email.error === null ? undefined : deliveryErrorCode.parse(email.error);
      // A failure without a call has raised the fence and left no attempt.
      const told = attempts.some(
        ({ outcome, fence }) => (outcome === 'refused' || outcome === 'unknown') && fence === email.fence,
      );
      if (!error || told) return [];
      const { sentence, fix } = deliveryErrors[error];
      return [{ at, kind: 'refused', source: 'carepost', error, sentence: `${sentence} ${fix}` }];
    }
    default:
      return [];
  }
}
