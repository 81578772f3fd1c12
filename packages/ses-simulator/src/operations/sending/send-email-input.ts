import { z } from 'zod';
import { badRequest, invalidMember } from '../../http/aws-error.ts';

const content = z.looseObject({ Data: z.string(), Charset: z.string().optional() });
const nameAndValue = z.looseObject({ Name: z.string(), Value: z.string() });
const addresses = z.array(z.string()).optional();

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

/** The body of SendEmail as the SDK writes it. Members the simulator does not know pass unread. */
const sendEmailInput = z.looseObject({
  FromEmailAddress: z.string().optional(),
  Destination: z
    .looseObject({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })
    .optional(),
  ReplyToAddresses: addresses,
  Content: z.looseObject({
    Simple: simple.optional(),
    Raw: z.looseObject({ Data: z.string() }).optional(),
    Template: z.looseObject({}).optional(),
  }),
  EmailTags: z.array(nameAndValue).optional(),
  ConfigurationSetName: z.string().optional(),
});
export type SendEmailInput = z.infer<typeof sendEmailInput>;
export type SimpleContent = z.infer<typeof simple>;

/**
 * Parses a body, naming the first broken member as SES does.
 * @throws AwsError BadRequestException
 */
export function parseSendEmail(body: unknown): SendEmailInput {
  const parsed = sendEmailInput.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (!issue) throw badRequest('The request is not valid.');
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  throw invalidMember(memberPath(issue.path), missing ? 'Member must not be null' : issue.message);
}

function memberPath(path: readonly PropertyKey[]): string {
  return path
    .map(String)
    .map((name) =>
      /^\d+$/.test(name) ? `${Number(name) + 1}.member` : name.slice(0, 1).toLowerCase() + name.slice(1),
    )
    .join('.');
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
