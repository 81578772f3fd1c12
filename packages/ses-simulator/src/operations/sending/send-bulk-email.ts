import { z } from 'zod';
import type { Context } from '../../context.ts';
import { AwsError } from '../../http/aws-error.ts';
import { findTemplate, readTemplateData, readTemplated } from '../../messages/read-templated.ts';
import { checkTags } from '../../rules/check-tags.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { acceptMessage } from './accept-message.ts';
import type { BulkEmailStatus } from './bulk-email-status.ts';
import { answerAccepted, failBeforeAccepting } from './inject-faults.ts';
import { addresses, destination, nameAndValue, peekSendEmail, templateInput } from './send-email-input.ts';

const MAX_ENTRIES = 50;

const entry = z.looseObject({
  Destination: destination,
  ReplacementTags: z.array(nameAndValue).optional(),
  ReplacementHeaders: z.array(nameAndValue).optional(),
  ReplacementEmailContent: z
    .looseObject({
      ReplacementTemplate: z.looseObject({ ReplacementTemplateData: z.string().optional() }).optional(),
    })
    .optional(),
});

const bulkInput = z.looseObject({
  FromEmailAddress: z.string().optional(),
  ReplyToAddresses: addresses,
  DefaultEmailTags: z.array(nameAndValue).optional(),
  DefaultContent: z.looseObject({ Template: templateInput }),
  BulkEmailEntries: z
    .array(entry)
    .min(1, 'Member must have length greater than or equal to 1')
    .max(MAX_ENTRIES, `Member must have length less than or equal to ${MAX_ENTRIES}`),
  ConfigurationSetName: z.string().optional(),
});
type BulkInput = z.infer<typeof bulkInput>;
type BulkEntry = z.infer<typeof entry>;
type EntryResult = { Status: BulkEmailStatus; MessageId?: string; Error?: string };

export const sendBulkEmail: Operation = {
  name: 'SendBulkEmail',
  method: 'post',
  path: '/v2/email/outbound-bulk-emails',
  received({ body }, { calls, settings }) {
    const now = settings.clock().getTime();
    for (const { tags, recipients } of peekEntries(body)) calls.received(tags, recipients, now);
  },
  async run({ body }, context) {
    const fault = failBeforeAccepting(context);
    if (fault !== undefined) return fault;
    const input = parseInput(bulkInput, body);
    const send = prepare(input, context);
    return answerAccepted({ BulkEmailEntryResults: input.BulkEmailEntries.map(send) }, context);
  },
};

/** Gives what sends one entry. What is wrong with all of them alike is the result of each, as SES has it. */
function prepare(input: BulkInput, context: Context): (entry: BulkEntry) => EntryResult {
  const { templates } = context;
  const { Template } = input.DefaultContent;
  const defaults = readTemplateData(Template.TemplateData);
  const found = attempt(() => findTemplate(Template, templates.stored));
  return (entry) => {
    if ('failed' in found) return found.failed;
    const sent = attempt(() => {
      const draft = readTemplated(
        { ...input, Destination: entry.Destination, Content: {} },
        { ...Template, Headers: replaceByName(Template.Headers, entry.ReplacementHeaders) },
        { ...found.value, data: { ...defaults, ...replacementData(entry) } },
        checkTags(replaceByName(input.DefaultEmailTags, entry.ReplacementTags)),
        templates.renderer,
      );
      return acceptMessage(draft, 'SendBulkEmail', context);
    });
    return 'failed' in sent ? sent.failed : { Status: 'SUCCESS', MessageId: sent.value.messageId };
  };
}

function attempt<Value>(action: () => Value): { value: Value } | { failed: EntryResult } {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof AwsError) return { failed: { Status: error.bulkStatus, Error: error.message } };
    throw error;
  }
}

// Data of an entry adds to the default data, name by name (Amazon SES Developer Guide, "Sending email to multiple
// destinations": an entry of `{}` gets the defaults).
function replacementData({ ReplacementEmailContent }: BulkEntry): Record<string, unknown> {
  return readTemplateData(ReplacementEmailContent?.ReplacementTemplate?.ReplacementTemplateData);
}

type Pair = { Name: string; Value: string };

function replaceByName(defaults: readonly Pair[] = [], replacements: readonly Pair[] = []): Pair[] {
  const names = new Set(replacements.map(({ Name }) => Name));
  return [...defaults.filter(({ Name }) => !names.has(Name)), ...replacements];
}

const entriesOnly = z.looseObject({
  DefaultEmailTags: z.unknown().optional(),
  BulkEmailEntries: z
    .array(z.looseObject({ Destination: z.unknown().optional(), ReplacementTags: z.unknown().optional() }))
    .catch([]),
});

function peekEntries(body: unknown): ReturnType<typeof peekSendEmail>[] {
  const { data } = entriesOnly.safeParse(body);
  const defaults = peekSendEmail({ EmailTags: data?.DefaultEmailTags }).tags;
  return (data?.BulkEmailEntries ?? []).map(({ Destination, ReplacementTags }) => {
    const { tags, recipients } = peekSendEmail({ Destination, EmailTags: ReplacementTags });
    return { tags: { ...defaults, ...tags }, recipients };
  });
}
