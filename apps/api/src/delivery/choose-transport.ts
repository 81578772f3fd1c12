import type { Transport } from '@carepost/mailer';
import type { AnyTemplate } from '@carepost/template-kit';
import { describeTemplate } from '@carepost/template-kit';
import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';

/** Calls in a row that did not even connect before the other way out is tried. */
const FAILURES = 3;

/**
 * The way out for the next attempt: the SMTP server when SES could not be reached several times in a row, and back again
 * when it cannot be reached either. Only failures to connect count: they are certain to have sent nothing. Throttling,
 * quotas and suspensions are the account's own rules, and nothing goes around them; neither does an unknown attempt.
 */
export async function chooseTransport(context: Context, email: Email): Promise<Transport> {
  const { database, transport, fallback } = context;
  if (!fallback || email.fence <= FAILURES || !mayLeaveBy(context, email)) return transport;
  const last = await database.prisma.attempt.findMany({
    where: { emailId: email.id },
    orderBy: { fence: 'desc' },
    take: FAILURES,
    select: { transport: true, outcome: true, error: true },
  });
  const unreachable = last.filter(
    ({ outcome, error }) => outcome === 'not_sent' && error === 'connection_failed',
  );
  const turn = unreachable.length === FAILURES && last[0]?.transport === transport.name;
  return turn ? fallback.transport : transport;
}

// 45 CFR 164.502(e): PHI goes only to a server that a business associate agreement covers.
function mayLeaveBy({ fallback, registry }: Context, email: Email): boolean {
  if (fallback?.coveredByBaa) return true;
  const template: AnyTemplate | undefined = registry.get(email.template);
  return template !== undefined && describeTemplate(template).phi.length === 0;
}
