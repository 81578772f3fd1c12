import { expect, test } from 'vitest';
import { CertificateUnavailableError, createSnsCertificates } from './sns-certificates.ts';

const certificate = (n: number) => new URL(`https://sns.us-east-1.amazonaws.com/${n}.pem`);

/** SNS, that has the certificates below 100 only and may be slow; the clock is turned by hand. */
function setUp() {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const state = { now: 0, slow: false, asked, waiting };
  const certificates = createSnsCertificates(
    async (url) => {
      asked.push(url.href);
      if (state.slow) await new Promise<void>((resolve) => waiting.push(resolve));
      if (Number.parseInt(url.pathname.slice(1), 10) >= 100) throw new Error('SNS answered 404');
      return url.href;
    },
    () => state.now,
  );
  return { state, certificates };
}

test('a certificate is fetched once, however many invented ones are asked for after it', async () => {
  const { state, certificates } = setUp();
  await Promise.all([certificates(certificate(1)), certificates(certificate(1))]);
  for (let n = 100; n < 200; n += 1)
    await expect(certificates(certificate(n))).rejects.toBeInstanceOf(CertificateUnavailableError);
  expect(await certificates(certificate(1))).toBe(certificate(1).href);
  expect(state.asked.filter((url) => url === certificate(1).href)).toHaveLength(1);
});

test('one that could not be had is asked for again after a while, and not before', async () => {
  const { state, certificates } = setUp();
  for (let n = 0; n < 5; n += 1)
    await expect(certificates(certificate(100))).rejects.toBeInstanceOf(CertificateUnavailableError);
  expect(state.asked).toHaveLength(1);
  state.now = 16_000;
  await expect(certificates(certificate(100))).rejects.toBeInstanceOf(CertificateUnavailableError);
  expect(state.asked).toHaveLength(2);
});

test('few are asked for at a time, and the place of one that answered is free again', async () => {
  const { state, certificates } = setUp();
  state.slow = true;
  const slow = Promise.allSettled([100, 101, 102, 103].map((n) => certificates(certificate(n))));
  await expect(certificates(certificate(1))).rejects.toBeInstanceOf(CertificateUnavailableError);
  expect(state.asked).toHaveLength(4);
  for (const answer of state.waiting) answer();
  await slow;
  state.slow = false;
  expect(await certificates(certificate(1))).toBe(certificate(1).href);
});
