import { foldLookalikes } from './fold-lookalikes.ts';
import type { PhiKind } from './kinds.ts';
import type { Place } from './policy.ts';
import type { Confidence, Recogniser } from './recogniser.ts';
import { recognisers } from './recognisers/recognisers.ts';

/** Where something was recognised in the folded text. Stays within this package: a position tells the length of a value. */
export type Span = { kind: PhiKind; start: number; end: number; confidence: Confidence };

const BEFORE = 48;
const AFTER = 28;

/** Everything that is recognised in a text. What two recognisers claim belongs to the first of them in the table. */
export function findIdentifiers(text: string, place: Place): Span[] {
  const folded = foldLookalikes(text);
  const hasDigit = /[0-9]/.test(folded);
  const taken = new Uint8Array(folded.length);
  const spans: Span[] = [];
  for (const recogniser of recognisers) {
    if (recogniser.notIn?.includes(place) || (!hasDigit && !recogniser.withoutDigits)) continue;
    for (const { match, index } of matchesOf(recogniser.pattern, folded)) {
      const end = index + match.length;
      if (taken[index] || taken[end - 1] || (recogniser.accepts && !recogniser.accepts(match))) continue;
      const confidence = judge(recogniser, folded, index, end);
      if (!confidence) continue;
      taken.fill(1, index, end);
      spans.push({ kind: recogniser.kind, start: index, end, confidence });
    }
  }
  return spans.toSorted((a, b) => a.start - b.start);
}

// Not matchAll(), which makes a new RegExp for every text: most texts are short, and that was most of the time.
function matchesOf(pattern: RegExp, text: string): { match: string; index: number }[] {
  const matches: { match: string; index: number }[] = [];
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    matches.push({ match: found[0], index: found.index });
  }
  return matches;
}

function judge(
  { label, near, against, alone, supported }: Recogniser,
  text: string,
  start: number,
  end: number,
): Confidence | undefined {
  const window = text.slice(Math.max(0, start - BEFORE), start);
  const before = window.slice(window.lastIndexOf('\n') + 1);
  if (label?.test(before)) return supported;
  const [after = ''] = text.slice(end, end + AFTER).split('\n', 1);
  // The value itself is cut out: its own words are no context.
  const around = `${before} | ${after}`;
  if (against?.test(around)) return undefined;
  return near?.test(around) ? supported : alone;
}
