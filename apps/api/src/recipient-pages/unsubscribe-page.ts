import { maskConsentAddress } from '../consents/consent-address.ts';
import { restoreConsent, undoable } from '../consents/restore-consent.ts';
import { withdrawConsent } from '../consents/withdraw-consent.ts';
import type { Context } from '../context.ts';
import type { UnsubscribeLink } from '../suppressions/unsubscribe-link.ts';
import type { RecipientPage } from './render-page.ts';

type Subscription = { address: string | null; subscribed: boolean; undo: boolean };

async function readSubscription(context: Context, link: UnsubscribeLink): Promise<Subscription> {
  const { prisma } = context.database;
  const { projectId, addressIndex } = link;
  const consent = await prisma.consent.findUnique({
    where: { projectId_addressIndex: { projectId, addressIndex } },
  });
  const suppressed = await prisma.suppression.count({
    where: { projectId, addressIndex, scope: 'marketing', removedAt: null },
  });
  const withdrawn = consent?.status === 'withdrawn';
  return {
    address: await maskConsentAddress(context, consent),
    subscribed: suppressed === 0 && !withdrawn,
    undo:
      withdrawn &&
      consent.confirmedAt !== null &&
      (await prisma.suppression.count({ where: undoable(context, link) })) > 0,
  };
}

const CARE = 'Messages about your care, such as reminders of appointments, still reach you.';

/** The page behind an unsubscribe link as things stand. Looking changes nothing. */
export async function showUnsubscribePage(context: Context, link: UnsubscribeLink): Promise<RecipientPage> {
  const { address, subscribed, undo } = await readSubscription(context, link);
  if (subscribed) {
    return {
      heading: 'Unsubscribe?',
      says: ['News and letters to {address} stop at once.'],
      address,
      button: { name: 'List-Unsubscribe', value: 'One-Click', label: 'Unsubscribe' },
      note: CARE,
    };
  }
  return {
    heading: 'You are unsubscribed',
    says: [
      'No more news and letters are sent to {address}. One that is already on its way may still arrive.',
      ...(undo ? ['Was it a mistake?'] : []),
    ],
    address,
    button: undo
      ? { name: 'action', value: 'resubscribe', label: 'Subscribe again', quiet: true }
      : undefined,
    note: CARE,
  };
}

/** What mail clients post, and the page's button too (RFC 8058). */
export function isOneClick(form: ReadonlyMap<string, string>): boolean {
  return form.get('List-Unsubscribe') === 'One-Click';
}

/** What was posted: a one-click of a mail client, the page's button, or its undo. Undefined when it is none of them. */
export async function submitUnsubscribePage(
  context: Context,
  link: UnsubscribeLink,
  form: ReadonlyMap<string, string>,
): Promise<RecipientPage | undefined> {
  if (isOneClick(form)) {
    await withdrawConsent(context, { ...link, actor: 'recipient' });
    return showUnsubscribePage(context, link);
  }
  if (form.get('action') !== 'resubscribe') return undefined;
  await restoreConsent(context, link);
  const { address, subscribed } = await readSubscription(context, link);
  if (!subscribed) return showUnsubscribePage(context, link);
  return {
    heading: 'You are subscribed again',
    says: ['News and letters to {address} go on as before.'],
    address,
    note: 'Every one of them has a link to unsubscribe.',
  };
}
