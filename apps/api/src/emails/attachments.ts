import type { OutgoingAttachment } from '@carepost/mailer';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { placeOf, sealedColumns } from '../sealing/sealed-columns.ts';
import type { AttachmentInput } from './attachment-input.ts';

const place = (emailId: string, n: number) => placeOf(sealedColumns.attachment, { emailId, n });

/**
 * Stores an email's files, each under one seal, in the transaction that accepts it. They travel to the database and back as
 * base64: as bytes, megabytes took PGlite's driver seven times as long.
 */
export async function storeAttachments(
  { sealing }: Pick<Context, 'sealing'>,
  tx: Transaction,
  { projectId, emailId }: { projectId: string; emailId: string },
  files: readonly AttachmentInput[],
): Promise<void> {
  for (const [n, { fileName, contentType, content }] of files.entries()) {
    const bytes = Buffer.from(content, 'base64');
    const sealed = sealing.sealBytes(place(emailId, n), pack(fileName, bytes));
    await tx.$executeRaw`
      INSERT INTO "Attachment" ("emailId", "n", "projectId", "contentType", "bytes", "sealed")
      VALUES (${emailId}::uuid, ${n}, ${projectId}::uuid, ${contentType}, ${bytes.length}, decode(${Buffer.from(sealed).toString('base64')}, 'base64'))`;
  }
}

/** The files as they leave. @throws SealBrokenError when one does not open, or is not there any more. */
export async function openAttachments(
  { sealing, database }: Pick<Context, 'sealing' | 'database'>,
  emailId: string,
  expected: number,
): Promise<OutgoingAttachment[]> {
  if (expected === 0) return [];
  const rows = await database.prisma.$queryRaw<{ n: number; contentType: string; sealed: string }[]>`
    SELECT "n", "contentType", encode("sealed", 'base64') AS "sealed" FROM "Attachment"
     WHERE "emailId" = ${emailId}::uuid ORDER BY "n"`;
  if (rows.length !== expected) throw new SealBrokenError(`Files of the email ${emailId} are missing.`);
  return Promise.all(
    rows.map(async ({ n, contentType, sealed }) => ({
      contentType,
      ...unpack(await sealing.openBytes(place(emailId, n), Buffer.from(sealed, 'base64'))),
    })),
  );
}

// Length of the name (two bytes), name, content.
function pack(fileName: string, content: Uint8Array): Uint8Array {
  const name = Buffer.from(fileName);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(name.length);
  return Buffer.concat([length, name, content]);
}

function unpack(packed: Uint8Array): { fileName: string; content: Uint8Array } {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const end = 2 + bytes.readUInt16BE();
  return { fileName: bytes.toString('utf8', 2, end), content: bytes.subarray(end) };
}

/** Takes an email's files away, in the transaction after which no attempt can need them. */
export async function eraseAttachments(tx: Transaction, emailId: string): Promise<void> {
  await tx.attachment.deleteMany({ where: { emailId } });
}
