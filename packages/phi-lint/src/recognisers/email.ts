import type { Recogniser } from '../recogniser.ts';

// Mailboxes of a desk, not of a person.
const DESK =
  /^(?:info|support|help(?:desk)?|contact|no-?reply|do-?not-?reply|billing|appointments?|office|admin|hello|care|front-?desk|privacy|press|records|referrals?|feedback|scheduling|pharmacy|security|team|unsubscribe|abuse|postmaster|nurse|desk|reception)(?:[+.-][^@]{0,30})?@/i;

/** Addresses of persons. Which domain is theirs cannot be told, so every one that is no desk's counts. */
export const email: Recogniser = {
  kind: 'email',
  pattern:
    /(?<![\p{L}\p{N}._%+@-])[\p{L}\p{N}_%+-][\p{L}\p{N}._%+-]{0,63}@(?:[\p{L}\p{N}-]{1,63}\.){1,6}\p{L}{2,24}(?![\p{L}\p{N}@])/gu,
  accepts: (match) => !DESK.test(match),
  alone: 'high',
  supported: 'high',
  withoutDigits: true,
};
