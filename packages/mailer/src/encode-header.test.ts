import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { expect, it } from 'vitest';
import { formatMailbox } from './encode-header.ts';

const address = 'noreply@clinic.example';

it.each([
  [undefined, address],
  ['', address],
  ['  ', address],
  ['Northside Clinic', `Northside Clinic <${address}>`],
  ['Dr. No, "Family" \\ <x>', `"Dr. No, \\"Family\\" \\\\ <x>" <${address}>`],
  ['Äsop', `=?UTF-8?B?w4Rzb3A=?= <${address}>`],
  ['=?x?=', `=?UTF-8?B?PT94Pz0=?= <${address}>`],
])('writes %j', (name, written) => {
  expect(formatMailbox({ address, ...(name !== undefined && { name }) })).toBe(written);
});

it('is one ASCII line with encoded words of 75 characters at most, and any mail reader gets the name back', async () => {
  const names = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 120 })
    .map((name) => name.replace(/[\s\p{C}\u2028\u2029]+/gu, ' ').trim())
    .filter((name) => name !== '');
  await fc.assert(
    fc.asyncProperty(names, async (name) => {
      const written = formatMailbox({ address, name });
      expect(written).toMatch(/^[ -~]+$/);
      for (const word of written.match(/=\?UTF-8\?B\?[^ ]*\?=/g) ?? [])
        expect(word.length).toBeLessThanOrEqual(75);
      const { from } = await simpleParser(`From: ${written}\r\n\r\n`);
      expect(from?.value).toEqual([{ address, name }]);
    }),
    { numRuns: 50 },
  );
}, 20_000);
