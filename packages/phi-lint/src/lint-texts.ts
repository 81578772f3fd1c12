import { findIdentifiers } from './find-identifiers.ts';
import { foldLookalikes } from './fold-lookalikes.ts';
import type { PhiKind } from './kinds.ts';
import type { Place, Policy } from './policy.ts';
import type { Confidence } from './recogniser.ts';

/** `field` is what its sender calls it, such as `attachments[0].fileName`. */
export type PlacedText = { place: Place; field: string; text: string };

/** A kind that may stand in a place of one template, with the reason for those who review it. */
export type Allowance = { readonly kind: PhiKind; readonly in: readonly Place[]; readonly because: string };

/** Something recognised. Holds neither the value nor its length or position. */
export type Finding = {
  kind: PhiKind;
  place: Place;
  field: string;
  confidence: Confidence;
  action: 'block' | 'warn';
};

/**
 * Looks through the texts of one message. Each kind is reported once a field, at its highest confidence.
 * `ownWords` are public facts about the sender, such as its postal address.
 */
export function lintTexts(
  texts: readonly PlacedText[],
  {
    policy,
    allow = [],
    ownWords = [],
  }: { policy: Policy; allow?: readonly Allowance[]; ownWords?: readonly string[] },
): Finding[] {
  const found = new Map<string, Finding>();
  for (const { place, field, text } of texts) {
    const action = policy[place];
    if (action === 'off') continue;
    for (const { kind, confidence } of findIdentifiers(withoutWords(text, ownWords), place)) {
      if (allow.some((allowance) => allowance.kind === kind && allowance.in.includes(place))) continue;
      const key = `${place}\n${field}\n${kind}`;
      if (found.get(key)?.confidence === 'high') continue;
      found.set(key, { kind, place, field, confidence, action });
    }
  }
  return [...found.values()];
}

function withoutWords(text: string, words: readonly string[]): string {
  let rest = foldLookalikes(text);
  for (const word of words) {
    // Shorter ones stand in too many texts.
    if (word.length >= 4) rest = rest.replaceAll(foldLookalikes(word), '\n');
  }
  return rest;
}
