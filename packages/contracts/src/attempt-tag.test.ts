import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attemptTag, parseAttemptTag } from './attempt-tag.ts';

test('a tag comes back as what it was made of, and SES allows every character of it', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 1, max: 999_999_999 }), (emailId, fence) => {
      const tag = attemptTag(emailId, fence);
      expect(tag).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
      expect(parseAttemptTag(tag)).toEqual({ emailId, fence });
    }),
  );
});

test.each([
  '',
  'x_1',
  '01a20b8a-1c86-7100-a28d-f0961d69bd47',
  '01a20b8a-1c86-7100-a28d-f0961d69bd47_0',
  '01a20b8a-1c86-7100-a28d-f0961d69bd47_1; DROP',
])('a foreign tag %j is no attempt', (tag) => {
  expect(parseAttemptTag(tag)).toBeUndefined();
});
