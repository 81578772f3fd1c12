/** Stands in everything a caller could call private. An error that holds it has quoted its input. */
export const CANARY = 'zq7canary';

/** What a URL may name: this machine's closed port, or a name that never resolves (RFC 6761). Nothing else is ever called. */
const urls = [
  'http://127.0.0.1:9/hook',
  'https://hooks.invalid/zq7canary',
  'https://portal.invalid/?a=zq7canary#b',
  'javascript:alert("zq7canary")',
  'data:text/html,zq7canary',
  'file:///etc/passwd',
  'http://zq7canary:zq7canary@127.0.0.1:9/',
  'https://[::1',
  '//zq7canary.invalid/x',
];

const addresses = [
  'zq7canary@example.com',
  'zq7canary@@example.com',
  '"zq7canary b"@example.com',
  'zq7canary@example.com\r\nBcc: zq7canary@example.org',
  `${'zq7canary'.repeat(20)}@example.com`,
  'zq7canary@xn--bcher-kva.example',
  'zq7canary@bücher.example',
  'zq7canary@[127.0.0.1]',
  '@',
];

const texts = [
  '',
  ' ',
  '\u0000',
  'zq7canary\u0000',
  '\u0000\u0001\u001b[31mzq7canary',
  '\ud800zq7canary',
  'zq7canary\udfff',
  '\u202ezq7canary\u200b\ufeff',
  'a\u0301\u0316zq7canary',
  '👩‍⚕️zq7canary',
  '\uffff\ufffe\u{10ffff}',
  '<script>zq7canary</script>',
  '{{zq7canary}} #{zq7canary} %zq7canary% %00',
  'zq7canary\'; DROP TABLE "Email"; --',
  '\\x00 \\u0000 \\',
  '../../../etc/zq7canary',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-1',
  '1e400',
  'zq7canary'.repeat(300),
  'é'.repeat(70_000),
];

const moments = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59.999Z',
  '2024-02-29T23:59:60Z',
  '2023-02-29T00:00:00Z',
  '1969-12-31T23:59:59.9999999999Z',
  '2026-13-45T99:99:99Z',
  '2026-01-01T00:00:00+99:99',
  '+275760-09-13T00:00:00.000Z',
];

const numbers = [0, -0, -1, 1, 1.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, -(2 ** 63), 1e308, 5e-324];

const ids = [
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '01A20B8A-1C86-7100-A28D-F0961D69BD47',
  '01a20b8a-1c86-7100-a28d-f0961d69bd4',
  '{01a20b8a-1c86-7100-a28d-f0961d69bd47}',
  '0'.repeat(64),
];

const others = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { zq7canary: 'zq7canary' },
  { length: -1 },
  ['zq7canary'],
];

/** Values that a field of some type does not expect, or only just. */
export const hostileValues: readonly unknown[] = [
  ...urls,
  ...addresses,
  ...texts,
  ...moments,
  ...numbers,
  ...ids,
  ...others,
];

/** Keys that no schema has, or that mean something to the language. */
export const hostileKeys: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'then',
  '',
  '\u0000',
  'zq7canary',
  'zq7canary.props[0]',
  '\ud800',
  'é'.repeat(3_000),
];
