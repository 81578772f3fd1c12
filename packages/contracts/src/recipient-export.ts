import { z } from 'zod';
import { consent } from './consent.ts';
import { recipientKind } from './email.ts';
import { emailStatus, recipientStatus } from './status.ts';
import { suppression } from './suppression.ts';

const at = z.iso.datetime({ offset: true });

/** One email to an address, as far as it is about that address: other recipients are left out. */
const exportedEmail = z.object({
  id: z.uuid(),
  template: z.string(),
  status: emailStatus,
  kind: recipientKind,
  recipientStatus,
  createdAt: at,
  contentErasedAt: at.nullable(),
  content: z
    .object({
      props: z.record(z.string(), z.unknown()).describe('What was put into the template'),
      replyTo: z.array(z.string()),
      headers: z.array(z.object({ name: z.string(), value: z.string() })),
      attachments: z.array(z.object({ contentType: z.string(), bytes: z.int() })),
    })
    .nullable()
    .describe('Null once it was erased, or when it does not open'),
  events: z.array(z.object({ type: z.string(), at, detail: z.record(z.string(), z.unknown()) })),
});

/** Everything that is held about one address, in pages of emails, newest first. */
export const recipientExport = z.object({
  id: z.string().describe('Stands for the address in audit entries: a keyed hash, in hexadecimal'),
  address: z.string(),
  consent,
  suppressions: z.array(suppression),
  emails: z.array(exportedEmail),
  nextCursor: z.string().nullable().describe('Pass it as `cursor` for the next page; null on the last one'),
});
export type RecipientExport = z.infer<typeof recipientExport>;
