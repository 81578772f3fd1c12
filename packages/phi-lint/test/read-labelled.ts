import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPhiKind, type PhiKind } from '../src/kinds.ts';
import { type Place, places } from '../src/policy.ts';

export type LabelledSpan = { kind: PhiKind; start: number; end: number };
export type LabelledText = { line: number; place: Place; text: string; spans: LabelledSpan[] };

/** The lines of a labelled set: `place | text with [kind:value]`. */
export function readLabelled(set: 'tuning' | 'held-out'): LabelledText[] {
  const lines = readFileSync(join(import.meta.dirname, 'labelled', `${set}.txt`), 'utf8').split('\n');
  return lines.flatMap((content, n) => {
    if (content === '' || content.startsWith('#')) return [];
    const [, placeName, marked = ''] = /^([a-z ]+?) \| (.+)$/.exec(content) ?? [];
    const place = places.find((known) => known === placeName);
    if (!place) throw new Error(`${set}.txt:${n + 1} names no place.`);
    const spans: LabelledSpan[] = [];
    let text = '';
    let copied = 0;
    for (const { 0: whole, 1: kind = '', 2: value = '', index } of marked.matchAll(
      /\[([a-z0-9-]+):([^\]]+)\]/g,
    )) {
      if (!isPhiKind(kind)) throw new Error(`${set}.txt:${n + 1} names no kind.`);
      text += marked.slice(copied, index);
      spans.push({ kind, start: text.length, end: text.length + value.length });
      text += value;
      copied = index + whole.length;
    }
    return [{ line: n + 1, place, text: text + marked.slice(copied), spans }];
  });
}
