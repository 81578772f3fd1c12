import type { OutgoingAttachment } from '@carepost/mailer';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Prisma } from '../database/generated/client.ts';
import type { Transaction } from '../database/open-database.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { type AttachmentInput, decodedLength } from './attachment-input.ts';

const sealedFile = z.object({ fileName: z.string(), content: z.string() });

const place = (emailId: string, n: number) => ({
  table: 'Attachment',
  column: 'sealed',
  row: `${emailId}/${n}`,
});

/** The rows of an email's files: name and content are one seal a file. */
export function sealAttachments(
  { sealing }: Pick<Context, 'sealing'>,
  owner: { projectId: string; emailId: string },
  files: readonly AttachmentInput[],
): Prisma.AttachmentCreateManyInput[] {
  return files.map(({ fileName, contentType, content }, n) => ({
    ...owner,
    n,
    contentType,
    bytes: decodedLength(content),
    sealed: sealing.seal(place(owner.emailId, n), { fileName, content }),
  }));
}

/** The files as they leave. @throws SealBrokenError when one does not open, or is not there any more. */
export async function openAttachments(
  { sealing, database }: Pick<Context, 'sealing' | 'database'>,
  emailId: string,
  expected: number,
): Promise<OutgoingAttachment[]> {
  if (expected === 0) return [];
  const rows = await database.prisma.attachment.findMany({ where: { emailId }, orderBy: { n: 'asc' } });
  if (rows.length !== expected) throw new SealBrokenError(`Files of the email ${emailId} are missing.`);
  return Promise.all(
    rows.map(async ({ n, contentType, sealed }) => {
      const { fileName, content } = sealedFile.parse(await sealing.open(place(emailId, n), sealed));
      return { fileName, contentType, content: Buffer.from(content, 'base64') };
    }),
  );
}

/** Takes an email's files away, in the transaction after which no attempt can need them. */
export async function eraseAttachments(tx: Transaction, emailId: string): Promise<void> {
  await tx.attachment.deleteMany({ where: { emailId } });
}
