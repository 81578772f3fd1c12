import { ApiError } from './errors.ts';

const DEEPEST = 32;

/**
 * Refuses JSON that no procedure asks for: nested past every schema, or with a key that a careless merge would take for a
 * prototype. Walks without recursion, so that the input cannot exhaust the stack. @throws ApiError `invalid_input`
 */
export function checkJson(input: unknown): void {
  const open: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= DEEPEST) {
      throw new ApiError('invalid_input', `The input is nested more than ${DEEPEST} levels deep.`);
    }
    if (Object.hasOwn(value, '__proto__')) {
      throw new ApiError('invalid_input', 'The input has a key "__proto__": leave it out.');
    }
    for (const inner of Object.values(value)) {
      if (typeof inner === 'object' && inner !== null) open.push({ value: inner, depth: depth + 1 });
    }
  }
}
