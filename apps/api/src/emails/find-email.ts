import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';

/** One email of the project with its recipients. @throws ApiError `not_found`, also for another project's email. */
export async function findEmail({ database }: Pick<Context, 'database'>, projectId: string, id: string) {
  const email = await database.prisma.email.findFirst({ where: { id, projectId } });
  if (!email) throw new ApiError('not_found', 'There is no email with this id.');
  const recipients = await database.prisma.recipient.findMany({
    where: { emailId: id },
    orderBy: { n: 'asc' },
  });
  return { email, recipients };
}
