import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findIdentifiers } from './find-identifiers.ts';
import { passesLuhn } from './luhn.ts';
import { spellOutLink } from './spell-out-link.ts';

const kindsIn = (text: string) => findIdentifiers(text, 'subject').map(({ kind }) => kind);
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

test('a Social Security number of an area, group or serial that is never given out is none', () => {
  fc.assert(
    fc.property(digits(3), digits(2), digits(4), (area, group, serial) => {
      const valid = !/^(?:000|666|9)/.test(area) && group !== '00' && serial !== '0000';
      expect(kindsIn(`ID ${area}-${group}-${serial}`).includes('ssn')).toBe(valid);
    }),
  );
});

test('a wrong check digit makes an NPI or a card number no finding', () => {
  fc.assert(
    fc.property(digits(8), digits(15), (npi, card) => {
      expect(kindsIn(`NPI 1${npi}7`).includes('npi')).toBe(passesLuhn(`808401${npi}7`));
      expect(kindsIn(`Visa 4${card}`).includes('payment-card')).toBe(passesLuhn(`4${card}`));
    }),
  );
});

test('a Medicare number has its letters and digits where CMS puts them, and never S, L, O, I, B or Z', () => {
  expect(kindsIn('1EG4-TE5-MK73')).toEqual(['mbi']);
  for (const wrong of ['0EG4-TE5-MK73', '1SG4-TE5-MK73', '1EG4-TE5-MKA3', '1EGA-TE5-MK73', '1EG4-BE5-MK73']) {
    expect(kindsIn(wrong), wrong).toEqual([]);
  }
});

test('a vehicle number with another check digit is none', () => {
  expect(kindsIn('1HGCM82633A004352')).toEqual(['vehicle-id']);
  for (const check of '012456789X') expect(kindsIn(`1HGCM826${check}3A004352`), check).toEqual([]);
});

test('any text is looked through without an error, and no two findings share a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const spans = findIdentifiers(text, 'body');
      for (const [n, { start }] of spans.entries()) {
        expect(start).toBeGreaterThanOrEqual(n === 0 ? 0 : (spans[n - 1]?.end ?? 0));
      }
    }),
  );
});

test('a random token in a link is no finding, so that no reset email is refused by chance', () => {
  const token = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_-]{64}$/),
    fc.stringMatching(/^[A-Z0-9]{17}$/),
    fc.stringMatching(/^[1-9]\d{9}$/),
    fc.uuid(),
  );
  fc.assert(
    fc.property(token, token, (path, query) => {
      const link = spellOutLink(`https://portal.example.com/reset/${path}?token=${query}`);
      expect(findIdentifiers(link, 'link')).toEqual([]);
    }),
    { numRuns: 2000, seed: 25 },
  );
});

const hostile = {
  letters: 'a',
  capitals: 'A',
  digits: '1',
  spaces: ' ',
  marks: 'a\u0301\u0316',
  'names without an end': 'Jane ',
  'streets without an end': '12 Oak Elm ',
  'groups of digits': '312-',
  'groups with dots': '1.',
  colons: 'a:',
  'mail without a domain': 'a.b@',
  'labels alone': 'ssn ssn: no. id ',
  masks: 'xxx-xx-',
  'paths without an end': 'https://x/users/',
  'codes in groups': 'A1-',
  findings: 'SSN 219-44-8173, Results for Jane Doe. ',
  brackets: '(01)(',
};

test.each(Object.entries(hostile))('twice as many %s take about twice as long', (_, piece) => {
  const time = (length: number) => {
    const text = piece.repeat(Math.ceil(length / piece.length));
    const times = Array.from({ length: 5 }, () => {
      const started = process.cpuUsage();
      findIdentifiers(text, 'body');
      return process.cpuUsage(started).user / 1000;
    });
    // The quickest, in processor time: other work on the machine is not what this is about.
    return Math.min(...times);
  };
  time(5_000);
  const once = time(20_000);
  // Eight times the length: 8 when it is linear, 64 when it is quadratic. The constant is for times too short to compare.
  expect(time(160_000)).toBeLessThan(32 * once + 20);
});
