import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLoopback, mayConnectTo } from './address-guard.ts';
import { checkWebhookUrl, webhookUrl } from './webhook-url.ts';

const inward = [
  'https://169.254.169.254/latest/meta-data/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://127.1/',
  'https://127.0.0.1./',
  'https://１２７.０.０.１/',
  'https://0.0.0.0/',
  'https://10.0.0.1/',
  'https://172.31.255.255/',
  'https://192.168.0.1/',
  'https://100.64.0.1/',
  'https://198.18.0.1/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::]/',
  'https://[::1]/',
  'https://[::127.0.0.1]/',
  'https://[::ffff:0:127.0.0.1]/',
  'https://[64:ff9b::127.0.0.1]/',
  'https://[64:ff9b:1::a9fe:a9fe]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://[fd00:ec2::254]/',
  'https://[ff02::1]/',
  'https://[2001:db8::1]/',
  'https://[100::1]/',
];

test.each(inward)('attack 24: %s is refused when it is written down', (url) => {
  expect(webhookUrl.safeParse(url).success).toBe(true);
  expect(() => checkWebhookUrl(url, false)).toThrow('url must lead to a public address.');
});

test.each([
  ['https://user:password@hooks.example.org/', 'must not hold credentials'],
  ['https://hooks.example.org/#part', 'must not have a fragment'],
  ['ftp://hooks.example.org/', 'must be an https:// URL'],
  ['file:///etc/passwd', 'must be an https:// URL'],
  ['hooks.example.org', 'must be an https:// URL'],
])('%s %s', (url, problem) => {
  expect(webhookUrl.safeParse(url).error?.issues.map(({ message }) => message)).toContain(problem);
});

test('plain HTTP is for loopback in development only', () => {
  expect(checkWebhookUrl('http://127.0.0.1:3000/hooks', true)).toBe('http://127.0.0.1:3000/hooks');
  expect(checkWebhookUrl('http://localhost:3000/', true)).toBe('http://localhost:3000/');
  expect(() => checkWebhookUrl('http://10.0.0.1/', true)).toThrow('must be an https:// URL');
  expect(() => checkWebhookUrl('http://hooks.example.org/', true)).toThrow('must be an https:// URL');
  expect(() => checkWebhookUrl('http://localhost/', false)).toThrow('must be an https:// URL');
});

test('development opens the own machine and private networks, never the metadata of a cloud', () => {
  expect(['127.0.0.1', '::1', '10.0.0.1', 'fd12::1'].map((address) => mayConnectTo(address, true))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(
    ['169.254.169.254', 'fe80::1', '0.0.0.0', '::ffff:169.254.169.254'].some((a) => mayConnectTo(a, true)),
  ).toBe(false);
});

test('public addresses of both families are allowed', () => {
  expect(
    ['93.184.215.14', '1.1.1.1', '2606:4700::1111', '2a00:1450:4001::1'].every((a) => mayConnectTo(a, false)),
  ).toBe(true);
  expect(checkWebhookUrl('https://hooks.example.org:8443/carepost?tenant=1', false)).toBe(
    'https://hooks.example.org:8443/carepost?tenant=1',
  );
});

test('no IPv4 address that is refused gets through inside of an IPv6 one', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.constantFrom('::ffff:', '::', '64:ff9b::', '::ffff:0:'), (address, prefix) => {
      expect(mayConnectTo(`${prefix}${address}`, false)).toBe(false);
    }),
  );
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      // Whatever lies outside 2000::/3 was never given to anybody on the internet.
      const global = /^[23][0-9a-f]{3}:/i.test(address);
      if (!global) expect(mayConnectTo(address, false)).toBe(false);
    }),
  );
});

test('what is no address is not connected to', () => {
  expect(['', 'localhost', '1.2.3', 'fe80::1%eth0'].some((text) => mayConnectTo(text, true))).toBe(false);
  expect(isLoopback('localhost')).toBe(false);
});
