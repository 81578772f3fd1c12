import type { Recogniser } from '../recogniser.ts';

// A page of one person: a profile, a record, or a long token.
const OF_ONE =
  /\/(?:in|u|users?|patients?|profiles?|members?|people|records?|@[^/?#]{1,40})\/?[^/?#]{2,}|[?#&](?:id|user|patient|mrn|token|email|member)[^=&]{0,12}=|[A-Za-z0-9_-]{24,}/i;

/** Web addresses written into a text. Links are looked at as links. */
export const url: Recogniser = {
  kind: 'url',
  pattern:
    /(?<![\p{L}\p{N}@])(?:https?:\/\/|www\.|(?:linkedin|facebook|instagram|x|twitter|tiktok)\.com\/)[^\s<>"']{3,500}/giu,
  accepts: (match) =>
    OF_ONE.test(match) || /(?:linkedin|facebook|instagram|x|twitter|tiktok)\.com\/[\w.@-]{3,}/i.test(match),
  alone: 'medium',
  supported: 'medium',
  withoutDigits: true,
  notIn: ['link'],
};
