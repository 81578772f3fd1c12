import { type PhiKind, phiKinds } from '../src/kinds.ts';
import type { measure, Score } from './measure.ts';

type Measured = ReturnType<typeof measure>;

/** The table of docs/guides/phi-lint.md. A dash stands where the set has no such label and nothing was found wrongly. */
export function writeTable(tuning: Measured, heldOut: Measured): string {
  const rows = [...tuning.scores.keys()].map((kind) => {
    const name = kind === 'all' ? '**all**' : `\`${kind}\``;
    const cells = [
      kind === 'all' ? '' : phiKinds[kind satisfies PhiKind].paragraph,
      ...scoreCells(tuning.scores.get(kind)),
      ...scoreCells(heldOut.scores.get(kind)),
    ];
    return `| ${[name, ...cells].join(' | ')} |`;
  });
  return [
    '| kind | paragraph | tuning: labels | precision | recall | held out: labels | precision | recall |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function scoreCells(score: Score | undefined): string[] {
  if (!score || score.found + score.missed + score.wrong === 0) return ['0', '–', '–'];
  const { found, missed, precision, recall } = score;
  return [String(found + missed), precision.toFixed(2), recall.toFixed(2)];
}
