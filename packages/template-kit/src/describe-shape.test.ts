import { expect, test } from 'vitest';
import { appointment } from './appointment.fixture.tsx';
import { describeShape } from './present-props.ts';

const base = appointment.fixtures.typical;
const shapeOf = (change: object) =>
  describeShape(appointment.props, appointment.props.parse({ ...base, ...change }));

test('messages that differ in placed texts alone have one shape, which tells nothing of the texts', () => {
  const shape = shapeOf({ firstName: 'Zaphodia', clinic: 'Elsewhere', startsAt: '2030-01-01T00:00:00Z' });
  expect(shape).toBe(shapeOf({}));
  expect(shape).not.toMatch(/Zaphodia|Elsewhere|2030/);
});

test('what a component can look into makes another shape', () => {
  const visit = { place: 'x', count: 1 };
  const shapes = [
    shapeOf({}),
    shapeOf({ mode: base.mode === 'video' ? 'in person' : 'video' }),
    shapeOf({ visits: [visit, visit, visit] }),
    shapeOf({ visits: [visit, visit, { ...visit, count: 2 }] }),
    shapeOf({ visits: [visit, visit, { ...visit, note: 'n' }] }),
  ];
  expect(new Set(shapes).size).toBe(shapes.length);
});
