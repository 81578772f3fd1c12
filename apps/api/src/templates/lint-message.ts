import { type Finding, lintTexts, type PlacedText, phiKinds, spellOutLink } from '@carepost/phi-lint';
import { type AnyTemplate, findLinks } from '@carepost/template-kit';
import type { Context } from '../context.ts';
import { idOf, ownText } from '../loggable.ts';

/** A text of the message looks like something that identifies a patient. Names place and kind, never the value. */
export class PhiFoundError extends Error {
  override readonly name = 'PhiFoundError';
  readonly finding: Finding;
  readonly fix: string;

  constructor(finding: Finding) {
    const { field, place, kind } = finding;
    super(
      `${field} would put what looks like ${phiKinds[kind].title} (${kind}) into the ${place} of the message: leave it out.`,
    );
    this.finding = finding;
    this.fix =
      `Keep it in the body or behind the sign-in of your portal. Where it says nothing about a patient, ` +
      `allow "${kind}" in the template, with the reason (docs/guides/phi-lint.md).`;
  }
}

/** The parts of a message that the lint looks at; what is not composed yet is left out. */
type Parts = {
  subject: string;
  preheader: string;
  props: Readonly<Record<string, unknown>>;
  headers: readonly { name: string; value: string }[];
  fileNames: readonly string[];
  fromName: string;
  tags?: Readonly<Record<string, string>>;
  body?: string | undefined;
};

/**
 * The lint over a message, whatever its props are marked: recognisers for identifiers, under the policy of `PHI_LINT` and the
 * template's allowances. Every finding is a log line of ids, kind and place.
 * @throws PhiFoundError for the first finding that blocks
 */
export function lintMessage(
  { config, logger }: Pick<Context, 'config' | 'logger'>,
  ids: { projectId: string; emailId: string },
  template: AnyTemplate,
  parts: Parts,
): void {
  const { organisation, phiLint, sender } = config;
  const findings = lintTexts(placeTexts(template, parts), {
    policy: phiLint,
    allow: template.allow ?? [],
    ownWords: [organisation.postalAddress, organisation.name, sender.name, sender.address],
  });
  for (const { kind, place, field, confidence, action } of findings) {
    logger.warn(
      {
        projectId: idOf(ids.projectId),
        emailId: idOf(ids.emailId),
        template: ownText(template.id),
        // A path of the input or the template, such as message.props.reason.
        field: ownText(field),
        kind,
        place,
        confidence,
        action,
      },
      action === 'block' ? 'PHI lint blocked an email' : 'PHI lint found something in an email',
    );
  }
  const blocking = findings.find(({ action }) => action === 'block');
  if (blocking) throw new PhiFoundError(blocking);
}

function placeTexts(template: AnyTemplate, parts: Parts): PlacedText[] {
  const { subject, preheader, props, headers, fileNames, fromName, tags = {}, body = '' } = parts;
  const field = 'message.props';
  const links = findLinks(template.props, props, field);
  return [
    { place: 'subject', field, text: subject },
    { place: 'preheader', field, text: preheader },
    { place: 'from name', field: 'AWS_SES_FROM_NAME', text: fromName },
    ...Object.entries(tags).map(([name, text]) => ({ place: 'tag', field: `tags.${name}`, text }) as const),
    ...headers.map(
      ({ name, value }, n) =>
        ({ place: 'header', field: `headers[${n}].value`, text: readableValue(name, value) }) as const,
    ),
    ...fileNames.map(
      (text, n) => ({ place: 'file name', field: `attachments[${n}].fileName`, text }) as const,
    ),
    ...links.map(
      ({ path, address }) => ({ place: 'link', field: path, text: spellOutLink(address) }) as const,
    ),
    { place: 'body', field, text: withoutLinks(body, links) },
  ];
}

// The ids of messages in a thread have the form of an address (RFC 5322 §3.6.4) and are nobody's.
function readableValue(name: string, value: string): string {
  return name === 'In-Reply-To' || name === 'References' ? value.replaceAll('@', ' ') : value;
}

// Links are looked at as links, those of the props and those that the template brings (`<https://…>` in plain text).
function withoutLinks(body: string, links: readonly { address: string }[]): string {
  return links
    .reduce((text, { address }) => text.replaceAll(address, ''), body)
    .replace(/<https?:[^>\s]{0,4000}>/g, '');
}
