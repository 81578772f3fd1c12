import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canRaise,
  emailStatus,
  type RecipientStatus,
  recipientStatus,
  rollUpStatus,
  settledStatuses,
} from './status.ts';

const reports = ['sent', 'delivered', 'rejected', 'bounced', 'complained'] as const;

function apply(start: RecipientStatus, events: readonly RecipientStatus[]): RecipientStatus {
  return events.reduce<RecipientStatus>((current, next) => (canRaise(current, next) ? next : current), start);
}

test('events in any order and any number of times end in the same state', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...reports), { minLength: 1 }), fc.nat(), (events, seed) => {
      const shuffled = events.toSorted((a, b) => ((a.length * seed) % 7) - ((b.length * seed) % 7));
      expect(apply('sending', [...shuffled, ...events])).toBe(apply('sending', events));
    }),
  );
});

test('a delivery after a complaint changes nothing, a bounce after a delivery does', () => {
  expect(apply('sent', ['complained', 'delivered'])).toBe('complained');
  expect(apply('sent', ['delivered', 'bounced'])).toBe('bounced');
  expect(apply('unknown', ['sent'])).toBe('sent');
});

test('no event moves a recipient that was sent back to waiting', () => {
  for (const current of ['sent', ...reports] as const) {
    for (const next of ['queued', 'sending', 'unknown', 'held', 'failed'] as const)
      expect(canRaise(current, next)).toBe(false);
  }
});

test('one recipient’s state is the email’s', () => {
  for (const status of recipientStatus.options) expect(rollUpStatus([status])).toBe(status);
});

test.each([
  [['delivered', 'sent'], 'sent'],
  [['delivered', 'bounced'], 'bounced'],
  [['complained', 'bounced'], 'complained'],
  [['suppressed', 'delivered'], 'delivered'],
  [['suppressed', 'suppressed'], 'suppressed'],
  [['sending', 'delivered'], 'sending'],
  [['unknown', 'delivered'], 'unknown'],
] as const)('%j rolls up to %s', (recipients, email) => {
  expect(rollUpStatus(recipients)).toBe(email);
  expect(rollUpStatus(recipients.toReversed())).toBe(email);
});

test('an email without recipients cannot be rolled up', () => {
  expect(() => rollUpStatus([])).toThrow(RangeError);
});

test('waiting states are not settled', () => {
  for (const status of emailStatus.options) {
    const waiting = ['scheduled', 'queued', 'claimed', 'sending', 'sent', 'unknown', 'held'].includes(status);
    expect(settledStatuses.includes(status), status).toBe(!waiting);
  }
});
