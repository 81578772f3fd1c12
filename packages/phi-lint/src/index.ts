/**
 * Recognisers for what identifies a patient (45 CFR 164.514(b)(2)) in the texts of one message.
 *
 * - kind: what something looks like (`ssn`, `date-of-birth`); place: where in the message it stands (`subject`)
 * - finding: kind, place and confidence; never the value, its length or its position
 * - policy: what a finding in a place does: `block`, `warn` or `off`
 * - allowance: a kind that a template's place may hold, and why
 */
export { isPhiKind, type PhiKind, phiKinds } from './kinds.ts';
export { type Allowance, type Finding, lintTexts, type PlacedText } from './lint-texts.ts';
export { type Action, defaultPolicy, type Place, type Policy, places } from './policy.ts';
export { spellOutLink } from './spell-out-link.ts';
