import type { ErrorRequestHandler } from 'express';
import type { z } from 'zod';

class BadInput extends Error {}

/** Gives what was asked, or ends the request with one sentence that names the member. */
export function parseControlInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  throw new BadInput(path === '' ? (issue?.message ?? 'Bad input') : `${path}: ${issue?.message}`);
}

export const answerBadInput: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  // A RangeError's sentence is made here too, for what a schema cannot know.
  if (error instanceof BadInput || error instanceof RangeError) {
    response.status(400).json({ message: error.message });
  } else if (error instanceof Error && 'type' in error) {
    response.status(400).json({ message: 'The body is not JSON.' });
  } else next(error);
};
