import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { noteForeignAccess } from './note-foreign-access.ts';

/**
 * One email of the caller's project with its recipients. Asking for another project's email answers the same as asking
 * for none, and is noted for its owner. @throws ApiError `not_found`
 */
export async function findEmail(context: Context, caller: { projectId: string; actor: string }, id: string) {
  const { prisma } = context.database;
  const email = await prisma.email.findFirst({ where: { id, projectId: caller.projectId } });
  if (!email) {
    await noteForeignAccess(context, caller, [id]);
    throw new ApiError('not_found', 'There is no email with this id.');
  }
  const recipients = await prisma.recipient.findMany({
    where: { emailId: id },
    orderBy: { n: 'asc' },
  });
  return { email, recipients };
}
