import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PhiKind, phiKinds } from '../src/kinds.ts';
import { measure } from './measure.ts';
import { readLabelled } from './read-labelled.ts';
import { writeTable } from './write-table.ts';

// What was measured, and a little less. Every kind that is not named here is at 1.
const floors: Partial<Record<PhiKind, { precision?: number; recall?: number }>> = {
  name: { recall: 0.9 },
  'date-of-birth': { recall: 0.85 },
  date: { precision: 0.9, recall: 0.95 },
  mrn: { recall: 0.9 },
};

const tuning = measure('tuning');
const heldOut = measure('held-out');

test('the labelled sets hold 500 texts, hard ones that are nobody’s among them, and every kind', () => {
  const texts = [...readLabelled('tuning'), ...readLabelled('held-out')];
  expect(texts.length).toBeGreaterThanOrEqual(500);
  expect(texts.filter(({ spans }) => spans.length === 0).length).toBeGreaterThan(200);
  const labelled = new Set(texts.flatMap(({ spans }) => spans.map(({ kind }) => kind)));
  expect([...labelled].toSorted()).toEqual(Object.keys(phiKinds).toSorted());
  const distinct = new Set(texts.map(({ place, text }) => `${place}|${text}`));
  expect(distinct.size).toBe(texts.length);
});

test.each(Object.keys(phiKinds).map((kind) => ({ kind: kind as PhiKind })))(
  'precision and recall of $kind have not fallen',
  ({ kind }) => {
    const { precision = 0, recall = 0 } = tuning.scores.get(kind) ?? {};
    expect(precision, tuning.errors.join('\n')).toBeGreaterThanOrEqual(floors[kind]?.precision ?? 1);
    expect(recall, tuning.errors.join('\n')).toBeGreaterThanOrEqual(floors[kind]?.recall ?? 1);
  },
);

test('texts that nobody had in sight: precision of 95 % and recall of 85 % over all kinds', () => {
  const { precision = 0, recall = 0 } = heldOut.scores.get('all') ?? {};
  expect(precision).toBeGreaterThanOrEqual(0.95);
  expect(recall).toBeGreaterThanOrEqual(0.85);
});

test('the guide shows what is measured', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../docs/guides/phi-lint.md'), 'utf8');
  // The formatter pads cells.
  const bare = (text: string) => text.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');
  expect(bare(guide)).toContain(bare(writeTable(tuning, heldOut)));
});
