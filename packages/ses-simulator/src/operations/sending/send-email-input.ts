import { z } from 'zod';
import { emailTemplateContent } from '../../templates/email-template.ts';
import { parseInput } from '../parse-input.ts';

const content = z.looseObject({ Data: z.string(), Charset: z.string().optional() });
export const nameAndValue = z.looseObject({ Name: z.string(), Value: z.string() });
export const addresses = z.array(z.string()).optional();

export const destination = z.looseObject({
  ToAddresses: addresses,
  CcAddresses: addresses,
  BccAddresses: addresses,
});

const attachment = z.looseObject({
  RawContent: z.string(),
  FileName: z.string().min(1).max(255),
  ContentType: z.string().max(78).optional(),
  ContentDisposition: z.enum(['ATTACHMENT', 'INLINE']).optional(),
  ContentId: z.string().max(78).optional(),
  ContentDescription: z.string().optional(),
  ContentTransferEncoding: z.enum(['BASE64', 'QUOTED_PRINTABLE', 'SEVEN_BIT']).optional(),
});

const simple = z.looseObject({
  Subject: content,
  Body: z.looseObject({ Text: content.optional(), Html: content.optional() }),
  Headers: z.array(nameAndValue).optional(),
  Attachments: z.array(attachment).optional(),
});

export const templateInput = z.looseObject({
  TemplateName: z.string().optional(),
  TemplateArn: z.string().optional(),
  TemplateContent: emailTemplateContent.optional(),
  TemplateData: z.string().optional(),
  Headers: z.array(nameAndValue).optional(),
  Attachments: z.array(attachment).optional(),
});
export type TemplateContent = z.infer<typeof templateInput>;

/** The body of SendEmail as the SDK writes it. Members the simulator does not know pass unread. */
const sendEmailInput = z.looseObject({
  FromEmailAddress: z.string().optional(),
  Destination: destination.optional(),
  ReplyToAddresses: addresses,
  Content: z.looseObject({
    Simple: simple.optional(),
    Raw: z.looseObject({ Data: z.string() }).optional(),
    Template: templateInput.optional(),
  }),
  EmailTags: z.array(nameAndValue).optional(),
  ConfigurationSetName: z.string().optional(),
});
export type SendEmailInput = z.infer<typeof sendEmailInput>;
export type SimpleContent = z.infer<typeof simple>;

/** @throws AwsError BadRequestException */
export function parseSendEmail(body: unknown): SendEmailInput {
  return parseInput(sendEmailInput, body);
}

const tagsOnly = z.looseObject({
  EmailTags: z.array(z.looseObject({ Name: z.string(), Value: z.string() })).catch([]),
  Destination: z.record(z.string(), z.array(z.unknown()).catch([])).catch({}),
});

/** Tags and number of recipients of a body of which nothing else is known to be right. */
export function peekSendEmail(body: unknown): { tags: Record<string, string>; recipients: number } {
  const { data } = tagsOnly.safeParse(body);
  return {
    tags: Object.fromEntries((data?.EmailTags ?? []).map(({ Name, Value }) => [Name, Value])),
    recipients: Object.values(data?.Destination ?? {}).reduce((sum, list) => sum + list.length, 0),
  };
}
