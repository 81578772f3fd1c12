import { emailStatus } from '@carepost/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFilters, writeFilters } from './activity-filters.ts';

test('a link brings back the filters', () => {
  const anyFilters = fc.record({
    status: fc.option(fc.constantFrom(...emailStatus.options), { nil: undefined }),
    template: fc.option(fc.string({ minLength: 1, maxLength: 100 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(anyFilters, (filters) => {
      expect(readFilters(new URLSearchParams(writeFilters(filters).toString()))).toEqual(filters);
    }),
  );
});

test('a status that does not exist filters nothing', () => {
  expect(readFilters(new URLSearchParams('status=teleported&template='))).toEqual({
    status: undefined,
    template: undefined,
  });
});
