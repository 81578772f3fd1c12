import { z } from 'zod';
import { markOf } from './prop-schemas.ts';

/**
 * Props are a closed set of kinds, so that parsed props are JSON, parse to themselves, and every text is a slot.
 * @throws TypeError for any other schema, naming where it is.
 */
export function checkProps(schema: z.core.$ZodType, at: string): void {
  if (isLeaf(schema)) return;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    checkProps(schema.unwrap(), at);
  } else if (schema instanceof z.ZodArray) {
    checkProps(schema.element, `${at}[]`);
  } else if (schema instanceof z.ZodObject) {
    for (const [key, child] of Object.entries(schema.shape)) checkProps(child, `${at}.${key}`);
  } else {
    const hint = schema instanceof z.ZodString ? ' Use text(), dateTime() or link().' : '';
    throw new TypeError(`In ${at}: a prop cannot be of type ${schema._zod.def.type}.${hint}`);
  }
}

function isLeaf(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodString || schema instanceof z.ZodISODateTime)
    return markOf(schema).kind !== undefined;
  return [z.ZodEnum, z.ZodLiteral, z.ZodBoolean, z.ZodNumber].some((kind) => schema instanceof kind);
}
