import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dateTime, link, markOf, phi, text } from './prop-schemas.ts';

const messagesOf = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map((issue) => issue.message);

describe('text', () => {
  test('gives a text one spelling', () => {
    expect(text().parse(' Jose\u0301\u200b  Sample ')).toBe('José Sample');
  });

  test('is not empty, not even after invisible characters are gone', () => {
    expect(messagesOf(text(), ' \u200b\u0000 ')).toEqual(['must not be empty']);
  });

  test('counts what is left after normalising', () => {
    expect(text({ max: 3 }).parse('  abc  ')).toBe('abc');
    expect(messagesOf(text({ max: 3 }), 'abcd')).toEqual(['must be at most 3 characters']);
    expect(messagesOf(text(), 'x'.repeat(501))).toEqual(['must be at most 500 characters']);
  });

  test('says what is wrong with something that is no text', () => {
    expect(messagesOf(text(), undefined)).toEqual(['is required']);
    expect(messagesOf(text(), 7)).toEqual(['must be text']);
  });
});

describe('link', () => {
  test.each([
    ['https://example.com', 'https://example.com/'],
    [' HTTPS://Example.COM:443/a b?q=é#x ', 'https://example.com/a%20b?q=%C3%A9#x'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['http://localhost:5173/x', 'http://localhost:5173/x'],
    ['http://127.0.0.1/', 'http://127.0.0.1/'],
  ])('takes %s as %s', (input, output) => {
    expect(link().parse(input)).toBe(output);
  });

  test.each([
    'http://example.com',
    'http://localhost.example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    'mailto:name@example.com',
    'https://user:secret@example.com',
    'https://user@example.com',
    '//example.com',
    '/path',
    'example.com',
    'https://',
    '',
  ])('refuses %s', (input) => {
    expect(messagesOf(link(), input)).toEqual(['must be an https:// address without a user name']);
  });

  test('refuses more than 2048 characters', () => {
    expect(messagesOf(link(), `https://example.com/${'x'.repeat(2048)}`)).toEqual([
      'must be at most 2048 characters',
    ]);
  });
});

describe('dateTime', () => {
  test.each(['2026-03-14T09:30:00-05:00', '2026-03-14T09:30:00Z', '2026-03-14T09:30:00.123+14:00'])(
    'keeps %s as it is',
    (input) => {
      expect(dateTime({ dateStyle: 'full' }).parse(input)).toBe(input);
    },
  );

  test.each([
    '2026-03-14T09:30:00',
    '2026-03-14T09:30Z',
    '2026-03-14',
    '2026-02-30T09:30:00Z',
    'tomorrow',
    1773480000000,
  ])('refuses %s', (input) => {
    expect(messagesOf(dateTime({}), input)).toEqual([
      'must be a date and time with an offset, such as 2026-03-14T09:30:00-05:00',
    ]);
  });

  test('refuses a format that no date can be written in, at definition', () => {
    expect(() => dateTime({ dateStyle: 'full', hour: 'numeric' })).toThrow(TypeError);
  });
});

test('parsed props are JSON and parse to themselves', { timeout: 30_000 }, () => {
  const schema = z.object({
    name: text(),
    url: link().optional(),
    at: dateTime({ dateStyle: 'full' }).nullable(),
    secrets: z.array(phi(text())),
    mode: z.enum(['a', 'b']),
    count: z.int(),
  });
  // Any tail at all: the schema decides what is a link, this only has to get past the host.
  const url = fc.string({ unit: 'binary' }).map((tail) => `https://Example.com${tail}`);
  const input = fc.record({
    name: fc.string({ unit: 'binary', minLength: 1 }),
    url: fc.option(url, { nil: undefined }),
    at: fc.option(
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') })
        .map((date) => date.toISOString()),
      { nil: null },
    ),
    secrets: fc.array(fc.string({ unit: 'binary', minLength: 1 })),
    mode: fc.constantFrom('a', 'b'),
    count: fc.nat(),
  });
  let parsedCount = 0;
  fc.assert(
    fc.property(input, (value) => {
      const once = schema.safeParse(value);
      if (!once.success) return;
      parsedCount += 1;
      expect(schema.parse(JSON.parse(JSON.stringify(once.data)))).toEqual(once.data);
    }),
    { numRuns: 300 },
  );
  expect(parsedCount).toBeGreaterThan(30);
});

describe('phi', () => {
  test('marks a schema of its own and leaves the one it was given alone', () => {
    const plain = text();
    expect(markOf(phi(plain))).toEqual({ kind: 'text', phi: true });
    expect(markOf(plain)).toEqual({ kind: 'text' });
  });

  test('survives a description and a refinement', () => {
    const schema = phi(text())
      .describe('Why')
      .refine((value) => value !== 'x', 'must not be x');
    expect(markOf(schema)).toMatchObject({ kind: 'text', phi: true });
    expect(messagesOf(schema, 'x')).toEqual(['must not be x']);
  });
});
