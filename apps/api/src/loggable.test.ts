import { expect, test } from 'vitest';
import { idOf, nameOf } from './loggable.ts';

test('ids of things and attempts are logged as they are', () => {
  const id = '01a20b8a-1c86-7100-a28d-f0961d69bd47';
  expect(idOf(id)).toBe(id);
  expect(idOf(`${id}_12`)).toBe(`${id}_12`);
});

test.each(['patient@example.com', '', '01a20b8a-1c86-7100-a28d-f0961d69bd47 and more', 'Ada'])(
  'what is no id (%s) is not logged as one',
  (text) => {
    expect(idOf(text)).toBe('(not an id)');
  },
);

test('an error gives its name and nothing else, even when its name is more than a name', () => {
  expect(nameOf(new TypeError('Ada was here'))).toBe('TypeError');
  const named = new Error('x');
  named.name = 'Error for patient@example.com';
  expect(nameOf(named)).toBe('Error');
  expect(nameOf('patient@example.com')).toBe('unknown');
});
