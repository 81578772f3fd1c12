import type { CarepostClient } from '@carepost/client';
import { z } from 'zod';
import type { Terminal } from '../terminal.ts';

// The part of JSON Schema that says what a person has to write.
const propSchema = z.looseObject({
  type: z.unknown().optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  description: z.string().optional(),
});
const propsSchema = z.looseObject({
  properties: z.record(z.string(), propSchema).default({}),
  required: z.array(z.string()).default([]),
});

/** Lists the templates with their props. */
export async function listTemplates(
  terminal: Terminal,
  client: CarepostClient,
  json: boolean,
): Promise<number> {
  const { templates } = await client.templates.list.query({});
  if (json) {
    terminal.sayJson({ templates });
    return 0;
  }
  for (const template of templates) {
    const { properties, required } = propsSchema.parse(template.propsSchema);
    terminal.say(`${terminal.paint('bold', template.id)}  ${terminal.paint('dim', template.category)}`);
    terminal.say(`  ${template.description}`);
    const rows = Object.entries(properties).map(([name, schema]) => [
      `    ${name}${required.includes(name) ? '' : '?'}`,
      kindOf(schema),
      `${template.phi.includes(name) ? 'PHI. ' : ''}${schema.description ?? ''}`,
    ]);
    terminal.sayTable(rows);
    terminal.say('');
  }
  return 0;
}

function kindOf(schema: z.output<typeof propSchema>): string {
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ');
  return schema.format ?? (typeof schema.type === 'string' ? schema.type : 'value');
}
