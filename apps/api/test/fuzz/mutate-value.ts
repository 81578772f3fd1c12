import { hostileKeys, hostileValues } from './hostile-values.ts';
import type { Random } from './random.ts';

type Json = Record<string, unknown>;

/** A copy of a JSON value that differs in one to four places. */
export function mutateValue(random: Random, value: unknown): unknown {
  let mutated = value;
  for (let times = 1 + random.below(4); times > 0; times -= 1) mutated = mutateOnce(random, mutated);
  return mutated;
}

function mutateOnce(random: Random, value: unknown): unknown {
  const children = isObject(value) ? Object.keys(value) : [];
  // Down to a leaf more often than not: most of what a schema says is said of leaves.
  if (children.length === 0 || random.chance(0.2)) return mutateHere(random, value);
  const key = random.pick(children);
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === key ? mutateOnce(random, item) : item));
  }
  if (!isObject(value)) return value;
  if (random.chance(0.1)) return without(value, key);
  return { ...value, [key]: mutateOnce(random, value[key]) };
}

function mutateHere(random: Random, value: unknown): unknown {
  if (typeof value === 'string' && random.chance(0.4)) return mutateText(random, value);
  if (Array.isArray(value) && random.chance(0.6)) {
    return random.chance(0.5)
      ? Array.from({ length: random.pick([0, 2, 51, 1001]) }, () => value[0] ?? null)
      : [...value, random.pick(hostileValues)];
  }
  if (isObject(value) && random.chance(0.6))
    return withKey(value, random.pick(hostileKeys), random.pick(hostileValues));
  if (random.chance(0.05)) return nest(value, random.pick([2, 31, 32, 33, 400]));
  return random.pick(hostileValues);
}

// A URL keeps its host: whatever the service makes of it, only this machine is ever called.
function mutateText(random: Random, text: string): string {
  if (/^[a-z]+:/i.test(text)) return `${text}${random.pick(['#', '?a=b', '/..', '%00', '\u0000', ' '])}`;
  const at = random.below(text.length + 1);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return `${text.slice(0, at)}${random.pick(['\u0000', '\ud800', '\r\n', '\u202e', '"', '%', '\u0301'])}${text.slice(at)}`;
    case 2:
      return text.repeat(random.pick([2, 40, 1_000]));
    case 3:
      return random.chance(0.5) ? text.toUpperCase() : text.normalize('NFD');
    default:
      return ` ${text}\t`;
  }
}

function without(value: Json, key: string): Json {
  const { [key]: _left, ...rest } = value;
  return rest;
}

// Also `__proto__` as a key of its own.
function withKey(value: Json, key: string, added: unknown): Json {
  return Object.fromEntries([...Object.entries(value), [key, added]]);
}

function nest(value: unknown, levels: number): unknown {
  let nested = value;
  for (let level = 0; level < levels; level += 1) nested = level % 2 === 0 ? [nested] : { a: nested };
  return nested;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
