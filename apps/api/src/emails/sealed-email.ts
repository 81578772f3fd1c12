import { recipientKind } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { placeOf, sealedColumns } from '../sealing/sealed-columns.ts';

/** What is sealed of an email, as one value: who gets it and what it says. Recipients stand in the order of their `n`. */
const sealedEmail = z.object({
  recipients: z.array(z.string()).min(1),
  /** Of each recipient; rows from before there were copies have none, and every recipient is a `to`. */
  kinds: z.array(recipientKind).default([]),
  replyTo: z.array(z.string()).default([]),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  /** What the files were; they themselves are Attachment rows, and erased earlier. */
  attachments: z.array(z.object({ contentType: z.string(), bytes: z.int() })).default([]),
  props: z.record(z.string(), z.unknown()),
});
export type SealedEmail = z.output<typeof sealedEmail>;

const place = (emailId: string) => placeOf(sealedColumns.email, { id: emailId });

export function sealEmail(
  { sealing }: Pick<Context, 'sealing'>,
  emailId: string,
  content: z.input<typeof sealedEmail>,
) {
  return sealing.seal(place(emailId), content);
}

/** @throws SealBrokenError for a row that was altered or erased */
export async function openEmail(
  { sealing }: Pick<Context, 'sealing'>,
  row: { id: string; sealed: Uint8Array },
): Promise<SealedEmail> {
  return sealedEmail.parse(await sealing.open(place(row.id), row.sealed));
}

/** The addresses of one kind, in order. */
export function addressesOf(
  { recipients, kinds }: Pick<SealedEmail, 'recipients' | 'kinds'>,
  kind: z.output<typeof recipientKind>,
): string[] {
  return recipients.filter((_, n) => (kinds[n] ?? 'to') === kind);
}
