import { createContext, useContext } from 'react';
import type { TextDirection } from './text-direction.ts';

/** Who sends. Public facts, never about the recipient. */
export type Organisation = {
  readonly name: string;
  /** One line; commercial mail must carry it (16 CFR 316.2(p), CAN-SPAM), and ours always does. */
  readonly postalAddress: string;
  readonly supportEmail?: string | undefined;
  readonly websiteUrl?: string | undefined;
};

/** What every component of an email may ask for. */
export type EmailContextValue = {
  readonly lang: string;
  readonly dir: TextDirection;
  readonly subject: string;
  readonly preheader: string;
  readonly organisation: Organisation;
  /** Where the recipient stops mail of this kind: a marketing email always has it, and its footer shows it. */
  readonly unsubscribeUrl?: string | undefined;
};

export const EmailContext = createContext<EmailContextValue | undefined>(undefined);

/** The email a component is rendered in. @throws Error outside of `composeTemplate`. */
export function useEmail(): EmailContextValue {
  const email = useContext(EmailContext);
  if (!email) throw new Error('useEmail() works only while composeTemplate() renders a template.');
  return email;
}
