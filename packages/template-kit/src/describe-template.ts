import type { TemplateSummary } from '@carepost/contracts';
import { z } from 'zod';
import type { AnyTemplate } from './define-template.ts';
import { findPhiProps } from './find-leaves.ts';
import { markOf } from './prop-schemas.ts';

/**
 * What lists and forms need to know about a template. `propsSchema` is JSON Schema of what a caller sends, with a title
 * for every prop, `format` (`date-time`, `uri`) and `"x-phi": true` on protected health information.
 */
export function describeTemplate(template: AnyTemplate): TemplateSummary {
  const { id, title, description, category, props, fixtures } = template;
  return {
    id,
    title,
    description,
    category,
    phi: findPhiProps(props),
    fixtures: Object.keys(fixtures),
    propsSchema: describeProps(props),
  };
}

function describeProps(props: z.ZodObject): Record<string, unknown> {
  const {
    $schema: _,
    '~standard': __,
    ...schema
  } = z.toJSONSchema(props, {
    io: 'input',
    override: ({ zodSchema, jsonSchema, path }) => {
      const { kind, phi } = markOf(zodSchema);
      const key = path.at(-2) === 'properties' ? path.at(-1) : undefined;
      if (key !== undefined) jsonSchema.title ??= titleOf(String(key));
      if (kind === 'link') jsonSchema.format = 'uri';
      // The pattern of an ISO date is 300 characters that no form and no reader needs beside the format.
      if (kind === 'dateTime') {
        jsonSchema.format = 'date-time';
        delete jsonSchema.pattern;
      }
      if (phi) jsonSchema['x-phi'] = true;
    },
  });
  return schema;
}

/** `firstName` → `First name` */
function titleOf(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
