import { auditHead, auditPage } from '@carepost/contracts';
import { z } from 'zod';
import { exactObject } from '../exact-object.ts';
import { router, scoped } from '../trpc.ts';
import { readAuditHead } from './audit-head.ts';
import { auditListInput, listAuditEntries } from './list-entries.ts';

const tags = ['Audit'];

export const auditRouter = router({
  list: scoped('audit')
    .meta({
      openapi: {
        method: 'POST',
        path: '/audit/search',
        tags,
        summary: 'Search the audit log',
        description:
          'Newest first: who read content and who changed keys, suppressions, webhooks and settings.',
      },
    })
    .input(auditListInput)
    .output(auditPage)
    .query(({ ctx, input }) => listAuditEntries(ctx.service, ctx.caller.projectId, input)),

  head: scoped('audit')
    .meta({
      openapi: {
        method: 'GET',
        path: '/audit/head',
        tags,
        summary: 'The signed head of the audit log',
        description: 'Keep it elsewhere: `audit verify --heads` holds the log to it.',
      },
    })
    .input(exactObject({}))
    .output(
      z.object({
        head: auditHead.nullable().describe('Null while there is no entry'),
        publicKey: z.string().describe('Ed25519, DER (SubjectPublicKeyInfo) in base64'),
      }),
    )
    .query(async ({ ctx }) => ({
      head: (await readAuditHead(ctx.service, ctx.caller.projectId)) ?? null,
      publicKey: ctx.service.sealing.auditSigning.publicKey,
    })),
});
