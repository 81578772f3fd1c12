import { badRequest } from '../http/aws-error.ts';
import type {
  SendEmailInput,
  SimpleContent,
  TemplateContent,
} from '../operations/sending/send-email-input.ts';
import { checkTemplate } from '../templates/check-template.ts';
import type { EmailTemplateContent } from '../templates/email-template.ts';
import type { EmailTemplates } from '../templates/email-templates.ts';
import type { TemplateRenderer } from '../templates/render-template.ts';
import { readSimple } from './read-simple.ts';
import type { DraftMessage } from './received-message.ts';

/** SES API v2 reference, Template: TemplateData. */
const MAX_DATA_CHARACTERS = 262_144;

type NamedTemplate = { name: string; content: EmailTemplateContent };

export type TemplateSources = { stored: EmailTemplates; renderer: TemplateRenderer };

/**
 * A message given as `Content.Template`. When a variable is missing it is accepted all the same, and a Rendering Failure
 * event says so; what is in the inbox then is the template as it stands.
 * @throws AwsError BadRequestException
 */
export function readTemplated(
  input: SendEmailInput,
  template: Pick<TemplateContent, 'Headers' | 'Attachments'>,
  { name, content, data }: NamedTemplate & { data: Record<string, unknown> },
  tags: Record<string, string>,
  renderer: TemplateRenderer,
): DraftMessage {
  const rendered = renderer.render(content, data);
  const failed = 'problem' in rendered;
  const { subject, html, text } = failed
    ? { subject: content.Subject ?? '', html: content.Html, text: content.Text }
    : rendered;
  const simple: SimpleContent = {
    Subject: { Data: subject },
    Body: {
      ...(html === undefined ? {} : { Html: { Data: html } }),
      ...(text === undefined ? {} : { Text: { Data: text } }),
    },
    Headers: template.Headers,
    Attachments: template.Attachments,
  };
  const draft = readSimple(input, simple, tags);
  if (!failed) return draft;
  return {
    ...draft,
    verdict: { kind: 'rendering failure', errorMessage: rendered.problem, templateName: name },
  };
}

/** @throws AwsError BadRequestException, NotFoundException */
export function findTemplate(
  { TemplateName, TemplateArn, TemplateContent }: TemplateContent,
  stored: EmailTemplates,
): NamedTemplate {
  const given = [TemplateName, TemplateArn, TemplateContent].filter((source) => source !== undefined);
  if (given.length !== 1) {
    throw badRequest('Template must have exactly one of TemplateName, TemplateArn and TemplateContent.');
  }
  if (TemplateContent) {
    checkTemplate(TemplateContent);
    return { name: 'inline', content: TemplateContent };
  }
  const name = TemplateName ?? TemplateArn?.split(':template/')[1] ?? '';
  return { name, content: stored.get(name).content };
}

/** @throws AwsError BadRequestException */
export function readTemplateData(text = '{}'): Record<string, unknown> {
  if (text.length > MAX_DATA_CHARACTERS) {
    throw badRequest(`TemplateData is longer than ${MAX_DATA_CHARACTERS} characters.`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw badRequest('TemplateData is not valid JSON.');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw badRequest('TemplateData must be a JSON object.');
  }
  return { ...data };
}
