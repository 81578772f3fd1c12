import { expect, test } from 'vitest';
import { type Allowance, lintTexts } from './lint-texts.ts';
import { defaultPolicy, type Place, type Policy, places } from './policy.ts';

const lint = (
  text: string,
  place: Place = 'subject',
  policy: Partial<Policy> = {},
  allow: Allowance[] = [],
) => lintTexts([{ place, field: 'f', text }], { policy: { ...defaultPolicy, ...policy }, allow });

test('a finding names kind, place and field, and holds nothing of the value', () => {
  const [finding, ...others] = lint('Your SSN 219-44-8173');
  expect(others).toEqual([]);
  expect(finding).toEqual({ kind: 'ssn', place: 'subject', field: 'f', confidence: 'high', action: 'block' });
  expect(JSON.stringify(lint('SSN 219-44-8173'))).toBe(JSON.stringify(lint('SSN 534712098')));
});

test('everything but the body blocks unless told otherwise', () => {
  for (const place of places) {
    const actions = lint('Your SSN: 219-44-8173', place).map(({ action }) => action);
    expect(actions, place).toEqual([place === 'body' ? 'warn' : 'block']);
    expect(lint('Your SSN: 219-44-8173', place, { [place]: 'off' })).toEqual([]);
    expect(lint('Your SSN: 219-44-8173', place, { [place]: 'warn' })).toMatchObject([{ action: 'warn' }]);
  }
});

test('an allowance holds for its kind in its places alone', () => {
  const allow: Allowance[] = [{ kind: 'date', in: ['preheader'], because: 'the point of a reminder' }];
  expect(lint('Visit on March 14, 2026', 'preheader', {}, allow)).toEqual([]);
  expect(lint('Visit on March 14, 2026', 'subject', {}, allow)).toMatchObject([{ kind: 'date' }]);
  expect(lint('Born on March 14, 1962', 'preheader', {}, allow)).toMatchObject([{ kind: 'date-of-birth' }]);
});

test('one kind is reported once a field, however often it stands there', () => {
  expect(lint('MRN 5529013, MRN 5529014, MRN 5529015')).toHaveLength(1);
});

test('public facts about the sender are no finding, and hide nothing beside them', () => {
  const ownWords = ['100 Harbor Lane, Sample Town, IL 60000', 'Ann'];
  const find = (text: string) =>
    lintTexts([{ place: 'body', field: 'f', text }], { policy: defaultPolicy, ownWords }).map(
      ({ kind }) => kind,
    );
  expect(find('100 Harbor Lane, Sample Town, IL 60000')).toEqual([]);
  expect(find('100 Harbor Lane, Sample Town, IL 60000. SSN 219-44-8173')).toEqual(['ssn']);
});

test('look-alike digits, dashes and spaces, and characters without width, hide nothing', () => {
  for (const disguised of [
    '219‑44‑8173',
    '219–44–8173',
    '２１９-４４-８１７３',
    '٢١٩-٤٤-٨١٧٣',
    '2\u200b19-44-81\u00ad73',
  ]) {
    expect(lint(disguised), disguised).toMatchObject([{ kind: 'ssn' }]);
  }
});
