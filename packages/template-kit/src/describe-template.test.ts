import { templateSummary } from '@carepost/contracts';
import { expect, test } from 'vitest';
import { appointment } from './appointment.fixture.tsx';
import { describeTemplate } from './describe-template.ts';

test('gives a summary that a form can be made of', () => {
  const summary = describeTemplate(appointment);
  expect(templateSummary.parse(summary)).toEqual(summary);
  expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  expect(summary).toMatchObject({
    id: 'appointment',
    phi: ['reason', 'visits[].note'],
    fixtures: ['typical'],
    propsSchema: {
      type: 'object',
      required: ['firstName', 'startsAt', 'mode', 'clinic', 'detailsUrl'],
      properties: {
        firstName: { type: 'string', title: 'First name', minLength: 1, maxLength: 60 },
        startsAt: { type: 'string', title: 'Starts at', format: 'date-time' },
        mode: { enum: ['in person', 'video'] },
        detailsUrl: { format: 'uri' },
        reason: { type: 'string', 'x-phi': true },
        visits: {
          description: 'Earlier visits',
          items: { properties: { place: { type: 'string' }, note: { 'x-phi': true } } },
        },
      },
    },
  });
});

test('marks PHI and nothing else', () => {
  const { properties } = describeTemplate(appointment).propsSchema;
  expect(properties).toHaveProperty('clinic');
  expect(properties).not.toHaveProperty('clinic.x-phi');
});
