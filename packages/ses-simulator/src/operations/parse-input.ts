import type { z } from 'zod';
import { badRequest, invalidMember } from '../http/aws-error.ts';

/**
 * Parses a body, naming the first broken member as SES does.
 * @throws AwsError BadRequestException
 */
export function parseInput<Output>(schema: z.ZodType<Output>, body: unknown): Output {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (!issue) throw badRequest('The request is not valid.');
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  throw invalidMember(memberPath(issue.path), missing ? 'Member must not be null' : issue.message);
}

function memberPath(path: readonly PropertyKey[]): string {
  return path
    .map(String)
    .map((name) =>
      /^\d+$/.test(name) ? `${Number(name) + 1}.member` : name.slice(0, 1).toLowerCase() + name.slice(1),
    )
    .join('.');
}
