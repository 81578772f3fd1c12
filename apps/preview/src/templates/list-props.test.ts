import { describeTemplate } from '@carepost/template-kit';
import { registry } from '@carepost/templates';
import { describe, expect, test } from 'vitest';
import { listProps } from './list-props.ts';

describe('the props of a template as rows', () => {
  test('name, kind, need and PHI mark come from its schema', () => {
    const { propsSchema } = describeTemplate(registry.get('appointment-reminder'));
    const rows = new Map(listProps(propsSchema).map((row) => [row.name, row]));
    expect(rows.get('firstName')).toMatchObject({ kind: 'text, up to 100', required: true, phi: false });
    expect(rows.get('startsAt')).toMatchObject({ kind: 'date and time', required: true });
    expect(rows.get('mode')).toMatchObject({ kind: 'one of "in person", "video"' });
    expect(rows.get('detailsUrl')).toMatchObject({ kind: 'https link' });
    expect(rows.get('reason')).toMatchObject({ required: false, phi: true });
  });

  test('every prop that the template marks as PHI is marked', () => {
    for (const template of registry.all) {
      const { phi, propsSchema } = describeTemplate(template);
      const marked = listProps(propsSchema).filter((row) => row.phi);
      expect(marked.map((row) => row.name)).toEqual(phi);
    }
  });

  test('nested props are named by their path, and PHI reaches down', () => {
    const rows = listProps({
      type: 'object',
      required: ['visits'],
      properties: {
        visits: {
          type: 'array',
          items: { type: 'object', 'x-phi': true, properties: { reason: { type: 'string' } } },
        },
        note: { anyOf: [{ type: 'string', maxLength: 20 }, { type: 'null' }] },
      },
    });
    expect(rows).toEqual([
      { name: 'visits', kind: 'list of object', required: true, phi: false, description: undefined },
      { name: 'visits[].reason', kind: 'text', required: false, phi: true, description: undefined },
      { name: 'note', kind: 'text, up to 20', required: false, phi: false, description: undefined },
    ]);
  });
});
