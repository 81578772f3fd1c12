import type { RenderedEmail } from '@carepost/contracts';
import { render, toPlainText } from '@react-email/render';
import { createElement, type ReactElement } from 'react';
import type { AnyTemplate } from './define-template.ts';
import { describeIssues } from './describe-issues.ts';
import { EmailContext, type Organisation } from './email-context.ts';
import { PropsInvalidError } from './errors.ts';
import { findLeaves } from './find-leaves.ts';
import { lintPhi, lintSubject } from './lint-composed.ts';
import { presentBlank, presentToComponent, presentToSubject, writeLeaf } from './present-props.ts';
import { textDirection } from './text-direction.ts';

const PROPS_PATH = 'message.props';

export type ComposeOptions = {
  /** BCP 47, such as `en-US`. Sets language, direction and the writing of dates. */
  locale: string;
  /** IANA, such as `America/Chicago`. */
  timeZone: string;
  organisation: Organisation;
  /** Required for a template of the category marketing; others ignore it. */
  unsubscribeUrl?: string | undefined;
};

/** One email before it is rendered: the element is what react-email's own tools take. */
export type EmailElement = { subject: string; preheader: string; element: ReactElement };

/**
 * Makes the element of one email: parses the props, writes subject and preheader, and checks them for exposed PHI.
 * @throws PropsInvalidError when the props do not fit, PhiExposedError when a PHI value stands outside the body,
 * SubjectInvalidError for a subject that is not one line of 1–200 characters, RangeError for an unknown locale or zone,
 * TypeError for a marketing email that nobody could unsubscribe from.
 */
export function createEmailElement(
  template: AnyTemplate,
  props: unknown,
  { locale, timeZone, organisation, unsubscribeUrl }: ComposeOptions,
): EmailElement {
  const marketing = template.category === 'marketing';
  if (marketing && !unsubscribeUrl) throw new TypeError('A marketing email needs an unsubscribeUrl.');
  const parsed = template.props.safeParse(props);
  if (!parsed.success) {
    throw new PropsInvalidError(describeIssues(parsed.error, PROPS_PATH), { cause: parsed.error });
  }
  const writing = { locale, timeZone };
  const told = presentToSubject(template.props, parsed.data, writing);
  const blank = presentBlank(template.props, parsed.data);
  const subject = template.subject(told);
  const preheader = template.preheader(told);
  lintSubject(subject);
  const leaves = findLeaves(template.props, parsed.data, PROPS_PATH);
  lintPhi(
    leaves.map((leaf) => ({ ...leaf, value: writeLeaf(leaf, writing) })),
    [
      { place: 'subject', composed: subject, own: template.subject(blank) },
      { place: 'preheader', composed: preheader, own: template.preheader(blank) },
    ],
  );

  const email = {
    lang: new Intl.Locale(locale).toString(),
    dir: textDirection(locale),
    subject,
    preheader,
    organisation,
    ...(marketing ? { unsubscribeUrl } : {}),
  };
  const slots = presentToComponent(template.props, parsed.data, writing);
  const body = createElement(() => template.component(slots));
  return { subject, preheader, element: createElement(EmailContext, { value: email }, body) };
}

/**
 * Composes one email, HTML and plain text. Runs in Node and in the browser. Rejects with what
 * {@link createEmailElement} throws.
 */
export async function composeTemplate(
  template: AnyTemplate,
  props: unknown,
  options: ComposeOptions,
): Promise<RenderedEmail> {
  const { subject, preheader, element } = createEmailElement(template, props, options);
  const html = await render(element);
  return { subject, preheader, html, text: plainTextOf(html) };
}

function plainTextOf(html: string): string {
  // Upper-cased headings would change a slot, and shout.
  const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
    selector,
    options: { uppercase: false },
  }));
  // Angle brackets keep a full stop out of the address (RFC 3986, appendix C).
  const links = { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true } };
  return toPlainText(html, { selectors: [...headings, links] });
}
