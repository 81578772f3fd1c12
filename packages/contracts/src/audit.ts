import { z } from 'zod';

/** One entry of the audit log. It never holds an address or content. */
export const auditEntry = z.object({
  sequence: z.int().positive(),
  at: z.iso.datetime({ offset: true }),
  actor: z
    .string()
    .describe(
      '`key:<id>`, `developer`, `admin`, `recipient`, `provider`, or `worker` for what is due by itself',
    ),
  action: z.string().describe('`thing.verb`, such as `email.content_read`'),
  target: z
    .string()
    .nullable()
    .describe('Id of the thing; for an address the id that lists of suppressions show'),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** A page of the log, newest first. */
export const auditPage = z.object({
  entries: z.array(auditEntry),
  nextCursor: z.string().nullable().describe('Pass it as `cursor` for the next page; null on the last one'),
});
export type AuditPage = z.infer<typeof auditPage>;

/**
 * How long a project's audit log is and what its last entry's hash is, signed (Ed25519) over the JSON of
 * `["carepost-audit-head", project, sequence, hash, at]`. Each hash stands for all entries before it, so a head that lies
 * elsewhere holds the whole log to what it was at that time.
 */
export const auditHead = z.object({
  project: z.uuid(),
  sequence: z.int().positive().describe('Of the last entry'),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Of the last entry, hexadecimal'),
  at: z.iso.datetime(),
  signature: z.string().describe('64 bytes in base64'),
});
export type AuditHead = z.infer<typeof auditHead>;
