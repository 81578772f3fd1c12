import type { Random } from './random.ts';

/** A body that is no longer, or no longer quite, the text it was. */
export function mutateBytes(random: Random, text: string): Buffer {
  const bytes = Buffer.from(text);
  const at = random.below(bytes.length + 1);
  const insert = (inserted: Uint8Array | string) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(inserted), bytes.subarray(at)]);
  switch (random.below(11)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return insert(Uint8Array.of(random.below(256)));
    case 2:
      return insert(
        random.pick([Uint8Array.of(0xff, 0xfe), Uint8Array.of(0xc0, 0x80), Uint8Array.of(0xed, 0xa0, 0x80)]),
      );
    case 3:
      return Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytes]);
    case 4:
      return Buffer.from(text.replace('{', '{"zq7canary":1,"zq7canary":2,"to":"zq7canary@example.com",'));
    case 5:
      return Buffer.from(
        text.replace(/"[^"]*"(?=[,}\]])/, random.pick(['1e999', '-', '00', '1'.repeat(5_000), 'NaN'])),
      );
    case 6:
      return Buffer.from(text.replace(/"[^"]*"(?=[,}\]])/, '"\\ud800zq7canary\\u0000"'));
    case 7: {
      const levels = random.pick([33, 1_000, 100_000]);
      return Buffer.from(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`);
    }
    case 8:
      return Buffer.from(
        random.pick(['', 'null', '[]', '{}', '0', '"zq7canary"', '[{}]', 'zq7canary=1&a=2', '\u0000']),
      );
    case 9:
      return Buffer.concat([bytes, Buffer.from(random.pick(['}', ' ', '\u0000', 'zq7canary', text]))]);
    default:
      return Buffer.from(bytes.map((byte) => (random.chance(0.01) ? random.below(256) : byte)));
  }
}
