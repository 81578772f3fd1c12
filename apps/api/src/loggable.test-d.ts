import { idOf, nameOf, ownText } from './loggable.ts';
import { createLogger } from './logger.ts';

const logger = createLogger('silent', false);
declare const code: 'throttled' | 'connection_failed';
declare const fromRequest: string;
declare const caught: unknown;
declare const input: { to: string; attempts: number };

logger.warn({ error: code, attempts: 3, late: true, url: ownText('http://127.0.0.1') }, 'A sentence of ours');
logger.error({ email: idOf(fromRequest), error: nameOf(caught) }, `Attempt ended: ${code}`);
logger.info({ attempts: input.attempts, codes: [code, code] }, 'Counts and lists of codes');
logger.info('A sentence alone');

// @ts-expect-error a string that may have come with a request
logger.warn({ error: fromRequest }, 'No');
// @ts-expect-error nor under a name that sounds harmless
logger.warn({ email: input.to, attempts: 1 }, 'No');
// @ts-expect-error nor inside a list
logger.warn({ applied: [fromRequest] }, 'No');
// @ts-expect-error nor inside an object, which may hold anything
logger.warn({ input }, 'No');
// @ts-expect-error nor the error itself
logger.warn({ error: new Error('quotes a patient') }, 'No');
// @ts-expect-error nor as a part of the message
logger.warn({ error: code }, `Failed for ${fromRequest}`);
// @ts-expect-error nor as all of it
logger.warn(fromRequest);
// @ts-expect-error nor with a known beginning
logger.warn({ key: `key:${fromRequest}` as const }, 'No');
