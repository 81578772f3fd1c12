import { ApiError } from './errors.ts';

const DEEPEST = 32;
/** No array that a procedure takes may be longer. */
const LONGEST_ARRAY = 1000;
/** A full batch to 50 recipients each has half of it. */
const MOST_VALUES = 200_000;

/**
 * Refuses JSON that no procedure asks for, before a schema notes something about each value of it: nested past every schema, longer
 * or larger than any, or with a key that a careless merge would take for a prototype. Walks without recursion, so that the input
 * cannot exhaust the stack. @throws ApiError `invalid_input`
 */
export function checkJson(input: unknown): void {
  const open: { value: unknown; depth: number; field: string }[] = [{ value: input, depth: 0, field: '' }];
  let values = 1;
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth, field } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= DEEPEST) {
      throw new ApiError('invalid_input', `The input is nested more than ${DEEPEST} levels deep.`);
    }
    if (Object.hasOwn(value, '__proto__')) {
      throw new ApiError('invalid_input', 'The input has a key "__proto__": leave it out.');
    }
    if (Array.isArray(value) && value.length > LONGEST_ARRAY) {
      // The name of an outer field, when it looks like one.
      const named = /^[A-Za-z]{1,30}$/.test(field);
      const sentence = `${named ? field : 'The input'} has more than ${LONGEST_ARRAY} items: split it over several calls.`;
      throw new ApiError('invalid_input', sentence, named ? { field } : {});
    }
    // Counted before a list of them is made: one object may hold millions.
    for (const key in value) if (Object.hasOwn(value, key) && ++values > MOST_VALUES) throw tooMany();
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== 'object' || inner === null) continue;
      open.push({ value: inner, depth: depth + 1, field: depth === 0 ? key : field });
    }
  }
}

function tooMany(): ApiError {
  return new ApiError(
    'invalid_input',
    `The input holds more than ${MOST_VALUES} values: split it over several calls.`,
  );
}
