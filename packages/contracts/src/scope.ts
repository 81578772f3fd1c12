import { z } from 'zod';

/**
 * What an API key may do. `send` accepts emails, `read` sees logs with addresses masked, `manage` changes keys and settings,
 * `content` opens sealed addresses and bodies (every use is audited), `audit` reads the audit log.
 */
export const apiKeyScope = z.enum(['send', 'read', 'content', 'manage', 'audit']);
export type ApiKeyScope = z.infer<typeof apiKeyScope>;
