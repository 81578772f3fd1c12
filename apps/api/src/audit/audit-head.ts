import { createPublicKey, verify } from 'node:crypto';
import type { AuditHead } from '@carepost/contracts';
import type { Context } from '../context.ts';

/** What is signed: the JSON of these five, in this order. */
function signedText({ project, sequence, hash, at }: Omit<AuditHead, 'signature'>): string {
  return JSON.stringify(['carepost-audit-head', project, sequence, hash, at]);
}

/** The head of one project's log as it is now; undefined while it has no entry. */
export async function readAuditHead(
  { database, sealing, now }: Pick<Context, 'database' | 'sealing' | 'now'>,
  projectId: string,
): Promise<AuditHead | undefined> {
  const last = await database.prisma.auditEntry.findFirst({
    where: { projectId },
    orderBy: { sequence: 'desc' },
    select: { sequence: true, hash: true },
  });
  if (!last) return undefined;
  const head = {
    project: projectId,
    sequence: last.sequence,
    hash: Buffer.from(last.hash).toString('hex'),
    at: now().toISOString(),
  };
  const signature = Buffer.from(sealing.auditSigning.sign(signedText(head))).toString('base64');
  return { ...head, signature };
}

/** Whether the head was signed with the key whose public half (base64 of its DER) is given. Needs no secret. */
export function isSignedHead(publicKey: string, { signature, ...head }: AuditHead): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(signedText(head)), key, Buffer.from(signature, 'base64'));
}
