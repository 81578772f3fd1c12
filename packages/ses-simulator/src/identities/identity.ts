import { createHash } from 'node:crypto';
import { z } from 'zod';

export const verificationStatus = z.enum([
  'PENDING',
  'SUCCESS',
  'FAILED',
  'TEMPORARY_FAILURE',
  'NOT_STARTED',
]);
export type VerificationStatus = z.infer<typeof verificationStatus>;

/** A domain or address that mail may come from. */
export type Identity = {
  /** With the domain in lower case; the local part of an address keeps its case, since it matters. */
  readonly name: string;
  status: VerificationStatus;
  dkim: { signingEnabled: boolean; status: VerificationStatus; tokens: string[] };
  mailFrom: {
    domain: string | undefined;
    status: VerificationStatus;
    onMxFailure: 'USE_DEFAULT_VALUE' | 'REJECT_MESSAGE';
  };
  feedbackForwarding: boolean;
  configurationSet: string | undefined;
  tags: { Key: string; Value: string }[];
};

export function isDomain({ name }: Identity): boolean {
  return !name.includes('@');
}

export function createIdentity(name: string, status: VerificationStatus): Identity {
  return {
    name: normaliseName(name),
    status,
    // A domain proves itself by three DKIM records, an address by a click on a link.
    dkim: name.includes('@')
      ? { signingEnabled: false, status: 'NOT_STARTED', tokens: [] }
      : { signingEnabled: true, status, tokens: dkimTokens(name) },
    mailFrom: { domain: undefined, status: 'PENDING', onMxFailure: 'USE_DEFAULT_VALUE' },
    feedbackForwarding: true,
    configurationSet: undefined,
    tags: [],
  };
}

export function normaliseName(name: string): string {
  const at = name.lastIndexOf('@');
  return name.slice(0, at + 1) + name.slice(at + 1).toLowerCase();
}

// Three of 32 characters of a–z and 2–7, as SES gives them; the same domain always has the same.
function dkimTokens(domain: string): string[] {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  return [1, 2, 3].map((n) => {
    const digest = createHash('sha256').update(`${n} ${domain.toLowerCase()}`).digest();
    return Array.from(digest, (byte) => alphabet[byte % 32]).join('');
  });
}
