import { accountRouter } from './account/account-router.ts';
import { apiKeysRouter } from './api-keys/api-keys-router.ts';
import { auditRouter } from './audit/audit-router.ts';
import { consentsRouter } from './consents/consents-router.ts';
import { emailsRouter } from './emails/emails-router.ts';
import { recipientsRouter } from './recipients/recipients-router.ts';
import { suppressionsRouter } from './suppressions/suppressions-router.ts';
import { templatesRouter } from './templates/templates-router.ts';
import { router } from './trpc.ts';
import { webhooksRouter } from './webhooks/webhooks-router.ts';

export const appRouter = router({
  emails: emailsRouter,
  templates: templatesRouter,
  recipients: recipientsRouter,
  suppressions: suppressionsRouter,
  consents: consentsRouter,
  account: accountRouter,
  apiKeys: apiKeysRouter,
  webhooks: webhooksRouter,
  audit: auditRouter,
});

/** The contract that frontends import, as a type only. */
export type AppRouter = typeof appRouter;
