import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { parse, v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { open, SealBrokenError, seal, sealedUnder } from './seal.ts';

const secret = randomBytes(32);
const keyId = uuidv7();
const key = { id: parse(keyId), secret };
const place = { table: 'Email', column: 'sealed', row: '1' };

test('what was sealed opens to the same bytes, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (plain) => {
      expect(Buffer.from(open(secret, place, seal(key, place, plain)))).toEqual(Buffer.from(plain));
    }),
  );
});

test('the same plain text never seals to the same bytes, nor shows in them', () => {
  const plain = Buffer.from('patient@example.com');
  const [one, two] = [seal(key, place, plain), seal(key, place, plain)];
  expect(one).not.toEqual(two);
  expect(Buffer.from(one).includes(plain)).toBe(false);
});

test.each([
  ['another table', { ...place, table: 'Suppression' }],
  ['another column', { ...place, column: 'other' }],
  ['another row', { ...place, row: '2' }],
])('a value moved to %s does not open', (_, elsewhere) => {
  const sealed = seal(key, place, Buffer.from('x'));
  expect(() => open(secret, elsewhere, sealed)).toThrow(SealBrokenError);
});

test('a single changed bit anywhere is noticed', () => {
  const sealed = seal(key, place, Buffer.from('a value'));
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.nat(7), (index, bit) => {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ (1 << bit);
      expect(() => open(secret, place, changed)).toThrow(SealBrokenError);
    }),
  );
});

test('a value tells under which key it was sealed; what is no sealed value says so', () => {
  expect(sealedUnder(seal(key, place, Buffer.from('x')))).toBe(keyId);
  expect(() => sealedUnder(Buffer.from('plain text'))).toThrow(SealBrokenError);
  expect(() => open(randomBytes(32), place, seal(key, place, Buffer.from('x')))).toThrow(SealBrokenError);
});
