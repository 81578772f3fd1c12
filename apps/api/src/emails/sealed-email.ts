import { z } from 'zod';
import type { Context } from '../context.ts';

/** What is sealed of an email, as one value: who gets it and what it says. Recipients stand in the order of their `n`. */
const sealedEmail = z.object({
  recipients: z.array(z.string()).min(1),
  props: z.record(z.string(), z.unknown()),
});
export type SealedEmail = z.infer<typeof sealedEmail>;

const place = (emailId: string) => ({ table: 'Email', column: 'sealed', row: emailId });

export function sealEmail({ sealing }: Pick<Context, 'sealing'>, emailId: string, content: SealedEmail) {
  return sealing.seal(place(emailId), content);
}

export async function openEmail(
  { sealing }: Pick<Context, 'sealing'>,
  row: { id: string; sealed: Uint8Array },
): Promise<SealedEmail> {
  return sealedEmail.parse(await sealing.open(place(row.id), row.sealed));
}
