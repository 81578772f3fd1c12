import type { RecipientKind } from '@carepost/contracts';
import type { Config } from '../config.ts';
import { ApiError } from '../errors.ts';
import { checkRecipient } from './check-policy.ts';
import { MAX_RECIPIENTS, type SendInput } from './send-input.ts';

export type NamedRecipient = { kind: RecipientKind; address: string };

/**
 * Everybody an email goes to, in the order of their `n`. @throws ApiError for one named twice, too many, one outside of
 * DELIVER_ONLY_TO, and recipients who would see each other's addresses without `revealRecipients`.
 */
export function listRecipients(
  config: Config,
  { to, cc, bcc, revealRecipients }: Pick<SendInput, 'to' | 'cc' | 'bcc' | 'revealRecipients'>,
): NamedRecipient[] {
  const named = [
    ...(typeof to === 'string'
      ? [{ kind: 'to' as const, address: to, field: 'to' }]
      : to.map((address, n) => ({ kind: 'to' as const, address, field: `to[${n}]` }))),
    ...(cc ?? []).map((address, n) => ({ kind: 'cc' as const, address, field: `cc[${n}]` })),
    ...(bcc ?? []).map((address, n) => ({ kind: 'bcc' as const, address, field: `bcc[${n}]` })),
  ];
  if (named.length > MAX_RECIPIENTS) {
    const sentence = `to, cc and bcc may name ${MAX_RECIPIENTS} addresses together.`;
    throw new ApiError('invalid_input', sentence, { field: 'to' });
  }
  const seen = new Set<string>();
  for (const { address, field } of named) {
    const lower = address.toLowerCase();
    if (seen.has(lower)) {
      throw new ApiError('invalid_input', `${field} is an address that is named already.`, { field });
    }
    seen.add(lower);
    checkRecipient(config, address, field);
  }
  if (!revealRecipients && named.filter(({ kind }) => kind !== 'bcc').length > 1) {
    const sentence =
      'revealRecipients must be true when to and cc name more than one address: they all see each other’s.';
    throw new ApiError('invalid_input', sentence, {
      field: 'revealRecipients',
      fix: 'Send an email of its own to each, or set revealRecipients.',
    });
  }
  return named.map(({ kind, address }) => ({ kind, address }));
}
