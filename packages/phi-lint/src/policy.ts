/** Where a text of a message stands. Mail systems log and show all of them but the body. */
export const places = [
  'subject',
  'preheader',
  'from name',
  'tag',
  'header',
  'file name',
  'link',
  'body',
] as const;
export type Place = (typeof places)[number];

/** What a finding does: refuse the message, be logged, or nothing. */
export type Action = 'block' | 'warn' | 'off';
export type Policy = Readonly<Record<Place, Action>>;

/** The body is what a patient reads, and a date or a phone number often belongs there. */
export const defaultPolicy: Policy = {
  subject: 'block',
  preheader: 'block',
  'from name': 'block',
  tag: 'block',
  header: 'block',
  'file name': 'block',
  link: 'block',
  body: 'warn',
};
