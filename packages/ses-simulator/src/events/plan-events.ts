import type { Outcome } from '../outcomes/outcome.ts';
import type { SuppressionReason } from '../suppression/suppression-list.ts';
import {
  automaticAnswer,
  bounce,
  complaint,
  delivery,
  deliveryDelay,
  type EventBody,
  GLOBALLY_SUPPRESSED,
  ON_ACCOUNT_LIST,
} from './event-records.ts';

/** What became of a message after SES took it and before it left for its recipients. */
export type Verdict =
  | { kind: 'sent' }
  | { kind: 'infected' }
  | { kind: 'rendering failure'; errorMessage: string; templateName: string };

/** An outcome, or the reason for which SES never tried because the account's suppression list names the address. */
export type RecipientFate = Outcome | `listed for ${SuppressionReason}`;

/** One event to come. `step` counts delays after acceptance. */
export type PlannedEvent = {
  step: number;
  body: EventBody;
  /** Addresses that get on the account's suppression list when this happens, but for those of the mailbox simulator. */
  suppresses?: { reason: SuppressionReason; addresses: string[] };
};

/**
 * Everything SES will report about a message. Recipients of one domain with one fate share an event, since they share an
 * SMTP conversation; a complaint or an automatic answer follows the delivery.
 */
export function planEvents(
  recipients: readonly string[],
  verdict: Verdict,
  fateOf: (address: string) => RecipientFate,
): PlannedEvent[] {
  switch (verdict.kind) {
    case 'infected':
      return [{ step: 1, body: () => ({ eventType: 'Reject', reject: { reason: 'Bad content' } }) }];
    case 'rendering failure': {
      const { errorMessage, templateName } = verdict;
      const body: EventBody = () => ({
        eventType: 'Rendering Failure',
        failure: { errorMessage, templateName },
      });
      return [{ step: 1, body }];
    }
    case 'sent':
      return [
        { step: 1, body: () => ({ eventType: 'Send', send: {} }) },
        ...groupRecipients(recipients, fateOf).flatMap(({ fate, addresses }) => eventsOf(fate, addresses)),
      ];
    default:
      return verdict satisfies never;
  }
}

type Group = { fate: RecipientFate; addresses: string[] };

function groupRecipients(recipients: readonly string[], fateOf: (address: string) => RecipientFate): Group[] {
  const groups = new Map<string, Group>();
  for (const address of new Set(recipients)) {
    const fate = fateOf(address);
    const key = `${fate} ${address.slice(address.lastIndexOf('@') + 1).toLowerCase()}`;
    const group = groups.get(key) ?? { fate, addresses: [] };
    group.addresses.push(address);
    groups.set(key, group);
  }
  return [...groups.values()];
}

const HARD = { type: 'Permanent', status: '5.1.1' } as const;

function eventsOf(fate: RecipientFate, addresses: string[]): PlannedEvent[] {
  switch (fate) {
    case 'delivered':
      return [{ step: 2, body: delivery(addresses) }];
    case 'bounced':
      return [
        {
          step: 2,
          body: bounce(addresses, {
            ...HARD,
            subType: 'General',
            diagnosticCode: 'smtp; 550 5.1.1 user unknown',
          }),
          suppresses: { reason: 'BOUNCE', addresses },
        },
      ];
    case 'mailboxFull':
      return [
        {
          step: 2,
          body: bounce(addresses, {
            type: 'Transient',
            subType: 'MailboxFull',
            status: '5.2.2',
            diagnosticCode: 'smtp; 552 5.2.2 mailbox full',
          }),
        },
      ];
    case 'suppressed':
      return [
        {
          step: 2,
          body: bounce(addresses, { ...HARD, subType: 'Suppressed', diagnosticCode: GLOBALLY_SUPPRESSED }),
        },
      ];
    case 'complained':
      return [
        { step: 2, body: delivery(addresses) },
        { step: 3, body: complaint(addresses, null), suppresses: { reason: 'COMPLAINT', addresses } },
      ];
    case 'answered':
      return [
        { step: 2, body: delivery(addresses) },
        { step: 3, body: automaticAnswer(addresses) },
      ];
    case 'delayed':
      return [
        { step: 2, body: deliveryDelay(addresses) },
        { step: 3, body: delivery(addresses) },
      ];
    case 'listed for BOUNCE':
      return [
        {
          step: 2,
          body: bounce(addresses, {
            ...HARD,
            subType: 'OnAccountSuppressionList',
            diagnosticCode: ON_ACCOUNT_LIST,
          }),
        },
      ];
    case 'listed for COMPLAINT':
      return [{ step: 2, body: complaint(addresses, 'OnAccountSuppressionList') }];
    default:
      return fate satisfies never;
  }
}
