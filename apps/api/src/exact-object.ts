import { z } from 'zod';

const LONGEST_QUOTE = 50;
const MOST_SLIPS = 2;

/** An object of exactly these fields: a misspelt `sendAt` must not be an email that leaves now. */
export function exactObject<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, { error: explainUnknownField });
}

function explainUnknownField(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const [name = ''] = issue.keys;
  const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
  const meant = findNearest(name, known);
  // A slip of a known name is quoted. Any other is input like the rest, and what a program made into a key may be a patient's.
  return meant === undefined
    ? 'has a field that is not known here: compare it with /api/docs'
    : `does not take ${JSON.stringify(name)} (did you mean ${meant})`;
}

function findNearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST_QUOTE) return undefined;
  const ranked = known
    .map((other) => ({ other, slips: countSlips(name.toLowerCase(), other.toLowerCase()) }))
    .toSorted((a, b) => a.slips - b.slips);
  const [best] = ranked;
  return best && best.slips <= Math.min(MOST_SLIPS, best.other.length - 1) ? best.other : undefined;
}

// Levenshtein's distance, a row at a time.
function countSlips(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, n) => n);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
