import { confirmConsent } from '../consents/confirm-consent.ts';
import type { ConfirmationLink } from '../consents/confirmation-link.ts';
import { maskConsentAddress } from '../consents/consent-address.ts';
import type { Context } from '../context.ts';
import type { RecipientPage } from './render-page.ts';

/**
 * The page behind a confirmation link as things stand; undefined when there is nothing to confirm (any more). Looking
 * changes nothing.
 */
export async function showConfirmationPage(
  context: Context,
  link: ConfirmationLink,
): Promise<RecipientPage | undefined> {
  const { projectId, addressIndex } = link;
  const consent = await context.database.prisma.consent.findUnique({
    where: { projectId_addressIndex: { projectId, addressIndex } },
  });
  const address = await maskConsentAddress(context, consent);
  if (consent?.status === 'confirmed') {
    return {
      heading: 'You are subscribed',
      says: ['News and letters are sent to {address}.'],
      address,
      note: 'Every one of them has a link to unsubscribe.',
    };
  }
  if (consent?.status !== 'pending') return undefined;
  if (link.expiresAt <= context.now()) {
    return {
      status: 410,
      heading: 'This link has expired',
      says: ['It worked for seven days. Please subscribe once more, and we send you a new one.'],
    };
  }
  return {
    heading: 'Confirm your subscription',
    says: ['Press the button to get our news and letters at {address}.'],
    address,
    button: { name: 'action', value: 'confirm', label: 'Confirm' },
    note: 'Was it not you who asked for it? Then close this page, and nothing is sent.',
  };
}

/** What was posted: the page's button. Undefined when it is not that, or there is nothing to confirm. */
export async function submitConfirmationPage(
  context: Context,
  link: ConfirmationLink,
  form: ReadonlyMap<string, string>,
): Promise<RecipientPage | undefined> {
  if (form.get('action') !== 'confirm') return undefined;
  if (link.expiresAt > context.now()) await confirmConsent(context, link);
  return showConfirmationPage(context, link);
}
