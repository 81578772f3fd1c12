import { badRequest } from '../http/aws-error.ts';
import type { EmailTemplateContent } from './email-template.ts';
import { findSyntaxError } from './render-template.ts';

// Amazon SES Developer Guide, "Service quotas": size of a template.
const MAX_BYTES = 500 * 1024;

/** @throws AwsError BadRequestException for a template that could never be sent */
export function checkTemplate(content: EmailTemplateContent): void {
  const { Subject, Html, Text } = content;
  if (!Subject) throw badRequest('The template must have a subject.');
  if (!Html && !Text) throw badRequest('The template must have a text or an HTML part.');
  const bytes = [Subject, Html, Text].reduce((sum, part) => sum + Buffer.byteLength(part ?? ''), 0);
  if (bytes > MAX_BYTES) throw badRequest(`The template is larger than ${MAX_BYTES} bytes.`);
  const broken = [Subject, Html, Text].some((part) => part && findSyntaxError(part));
  if (broken) throw badRequest('The template is not valid Handlebars.');
}
