import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { parse, v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { createSealKey, open, SealBrokenError, seal, sealedUnder } from './seal.ts';

const secret = randomBytes(32);
const keyId = uuidv7();
const key = createSealKey(keyId, secret);
const place = { table: 'Email', column: 'sealed', row: '1' };

test('what was sealed opens to the same bytes, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (plain) => {
      expect(Buffer.from(open(key, place, seal(key, place, plain)))).toEqual(Buffer.from(plain));
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
  expect(() => open(key, elsewhere, sealed)).toThrow(SealBrokenError);
});

test('a single changed bit anywhere is noticed', () => {
  const sealed = seal(key, place, Buffer.from('a value'));
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.nat(7), (index, bit) => {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ (1 << bit);
      expect(() => open(key, place, changed)).toThrow(SealBrokenError);
    }),
  );
});

test('a value tells under which key it was sealed; what is no sealed value says so', () => {
  expect(sealedUnder(seal(key, place, Buffer.from('x')))).toBe(keyId);
  expect(() => sealedUnder(Buffer.from('plain text'))).toThrow(SealBrokenError);
});

test('a value opens under its own key only, also when another has its id', () => {
  const sealed = seal(key, place, Buffer.from('x'));
  for (const other of [createSealKey(keyId, randomBytes(32)), createSealKey(uuidv7(), secret)]) {
    expect(() => open(other, place, sealed)).toThrow(SealBrokenError);
  }
});

test('a value is committed to its key: with another commitment nothing opens, whatever AES-GCM says', () => {
  const sealed = seal(key, place, Buffer.from('x'));
  const other = createSealKey(keyId, randomBytes(32));
  // A key for which AES-GCM accepts the value: what a forger with two keys would make.
  expect(() => open({ ...other, encryption: key.encryption }, place, sealed)).toThrow(SealBrokenError);
  expect(Buffer.from(open({ ...other, ...key }, place, sealed)).toString()).toBe('x');
});

test('a value of format 1, from before there was a commitment, still opens', () => {
  const header = Buffer.concat([Buffer.of(1), parse(keyId)]);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(
    Buffer.concat([header, Buffer.from('["Email","sealed","1"]')]),
  );
  const body = Buffer.concat([cipher.update('an old value'), cipher.final()]);
  const sealed = Buffer.concat([header, iv, cipher.getAuthTag(), body]);
  expect(sealedUnder(sealed)).toBe(keyId);
  expect(Buffer.from(open(key, place, sealed)).toString()).toBe('an old value');
  expect(() => open(key, { ...place, row: '2' }, sealed)).toThrow(SealBrokenError);
  // The format byte is authenticated too: neither is taken for the other.
  expect(() => open(key, place, Buffer.concat([Buffer.of(2), sealed.subarray(1)]))).toThrow(SealBrokenError);
});
