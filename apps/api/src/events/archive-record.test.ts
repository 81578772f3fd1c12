import { expect, test } from 'vitest';
import { archiveRecord } from './archive-record.ts';

const record = {
  eventType: 'Bounce',
  mail: {
    timestamp: '2026-01-01T10:00:00.000Z',
    messageId: '0100018-abc',
    source: 'Clinic <noreply@clinic.example>',
    sendingAccountId: '123456789012',
    destination: ['patient@example.com'],
    commonHeaders: { subject: 'Your HIV test', to: ['patient@example.com'] },
    tags: {
      attempt_id: ['x_1'],
      'ses:configuration-set': ['transactional'],
      'ses:source-ip': ['192.0.2.7'],
      patient: ['Ada-Lovelace'],
    },
  },
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    timestamp: '2026-01-01T10:00:01.000Z',
    bouncedRecipients: [
      {
        emailAddress: 'patient@example.com',
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 patient@example.com unknown',
      },
    ],
  },
};

test('the archive keeps types, codes, times and ids, and nothing that points at a person', () => {
  const archived = archiveRecord(record);
  expect(archived).toEqual({
    eventType: 'Bounce',
    mail: {
      timestamp: '2026-01-01T10:00:00.000Z',
      messageId: '0100018-abc',
      sendingAccountId: '123456789012',
      tags: { attempt_id: ['x_1'], 'ses:configuration-set': ['transactional'] },
    },
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      timestamp: '2026-01-01T10:00:01.000Z',
      bouncedRecipients: [{ action: 'failed', status: '5.1.1' }],
    },
  });
});

test('a field that is not what it should be is left out, the rest is kept', () => {
  const odd = { ...record, eventType: 'patient@example.com', bounce: 'patient@example.com' };
  expect(JSON.stringify(archiveRecord(odd))).not.toContain('patient');
  expect(archiveRecord(odd)?.mail?.messageId).toBe('0100018-abc');
});

test('an event of a kind nobody knows is archived as far as it is understood', () => {
  expect(archiveRecord({ eventType: 'Teleported', mail: record.mail, teleport: { to: 'a@b.co' } })).toEqual({
    eventType: 'Teleported',
    mail: expect.objectContaining({ messageId: '0100018-abc' }),
  });
  expect(archiveRecord('Successfully validated SNS topic')).toBeUndefined();
});
