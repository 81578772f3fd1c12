import { findIdentifiers } from '../src/find-identifiers.ts';
import { type PhiKind, phiKinds } from '../src/kinds.ts';
import { spellOutLink } from '../src/spell-out-link.ts';
import { type LabelledSpan, type LabelledText, readLabelled } from './read-labelled.ts';

export type Score = { found: number; missed: number; wrong: number; precision: number; recall: number };

/** Precision and recall, by kind and over all. A label counts as found when a span of its kind overlaps it. */
export function measure(set: 'tuning' | 'held-out') {
  const counts = new Map<PhiKind | 'all', { found: number; missed: number; wrong: number }>();
  const count = (kind: PhiKind, what: 'found' | 'missed' | 'wrong') => {
    for (const key of [kind, 'all'] as const) {
      const sums = counts.get(key) ?? { found: 0, missed: 0, wrong: 0 };
      sums[what] += 1;
      counts.set(key, sums);
    }
  };
  const errors: string[] = [];
  for (const text of readLabelled(set)) {
    const spans = recognise(text);
    for (const label of text.spans) {
      const found = spans.some((span) => agree(span, label));
      count(label.kind, found ? 'found' : 'missed');
      if (!found) errors.push(`${set}:${text.line} missed ${label.kind}`);
    }
    for (const span of spans.filter((one) => !text.spans.some((label) => agree(one, label)))) {
      count(span.kind, 'wrong');
      errors.push(`${set}:${text.line} wrong ${span.kind}`);
    }
  }
  const scores = new Map<PhiKind | 'all', Score>();
  for (const kind of ['all', ...(Object.keys(phiKinds) as PhiKind[])] as const) {
    const { found, missed, wrong } = counts.get(kind) ?? { found: 0, missed: 0, wrong: 0 };
    const ratio = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
    scores.set(kind, {
      found,
      missed,
      wrong,
      precision: ratio(found, found + wrong),
      recall: ratio(found, found + missed),
    });
  }
  return { scores, errors };
}

// A link is looked at spelled out, where offsets are others: its labels are found by their kind.
function recognise({ place, text, spans }: LabelledText): LabelledSpan[] {
  if (place !== 'link') return findIdentifiers(text, place);
  return findIdentifiers(spellOutLink(text), place).map(({ kind }) => {
    const label = spans.find((span) => span.kind === kind);
    return label ?? { kind, start: -1, end: -1 };
  });
}

function agree(a: LabelledSpan, b: LabelledSpan): boolean {
  return a.kind === b.kind && a.start < b.end && b.start < a.end;
}
