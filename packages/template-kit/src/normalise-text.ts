// Scripts whose spelling needs a joiner: ZWNJ in Persian names, ZWJ and ZWNJ in the Indic scripts. RFC 5892
// (appendix A.1, A.2) allows the two in domain names there for the same reason. Elsewhere they only hide things.
const JOINING =
  '[\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}]';

// Lone surrogates, controls that are no white space, and everything that has no width (Cf holds the bidi controls too).
const INVISIBLE =
  /[\p{Cs}\p{Noncharacter_Code_Point}]|(?![\t\n\v\f\r\u0085])\p{Cc}|(?![\u200c\u200d])[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const JOINER = /[\u200c\u200d]/gu;
const STRAY_JOINER = new RegExp(`(?<!${JOINING})[\\u200c\\u200d]|[\\u200c\\u200d](?!${JOINING})`, 'gu');
const WHITE_SPACE = /[\s\u0085]+/gu;

/**
 * One spelling for a text: NFC, no lone surrogates, no control or zero-width characters, white space collapsed to
 * single spaces and trimmed. Idempotent. Joiners stay between letters of scripts that are misspelt without them.
 */
export function normaliseText(input: string): string {
  return dropStrayJoiners(input.replace(INVISIBLE, '').normalize('NFC')).replace(WHITE_SPACE, ' ').trim();
}

// Without a joiner, NFC may reorder the marks that it kept apart, and so make a stray of the next one. No name needs a
// second round; a text that still changes after a few was made to, and loses all its joiners.
function dropStrayJoiners(input: string): string {
  let text = input;
  for (let round = 0; round < 4; round += 1) {
    const next = text.replace(STRAY_JOINER, '').normalize('NFC');
    if (next === text) return text;
    text = next;
  }
  return text.replace(JOINER, '').normalize('NFC');
}

/** A text folded for comparing: compatibility forms, case and joiners make no difference. */
export function foldText(input: string): string {
  return normaliseText(input).replace(JOINER, '').normalize('NFKC').toLowerCase();
}
