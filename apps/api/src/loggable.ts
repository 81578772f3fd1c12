declare const loggable: unique symbol;

/** A string that one of the functions here made for the log. */
export type LogText = string & { readonly [loggable]: true };

/**
 * What a log line may hold: numbers, booleans, strings of a closed set (codes, states, sentences of ours), what was made for
 * the log, and lists of these. `never` for any other string: it may have come in with a request, and quote a patient.
 */
export type Loggable<T> = T extends LogText
  ? T
  : T extends string
    ? // An index signature, as `string` and open templates have it, asks for nothing; a literal asks for its key.
      Record<never, never> extends Record<T, 1>
      ? never
      : T
    : T extends number | boolean | null | undefined
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Loggable<Item>[]
        : never;

/** Fields of a log line, each of a type that may be logged. */
export type LogFields<Fields> = { readonly [Name in keyof Fields]: Loggable<Fields[Name]> };

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:_\d{1,9})?$/i;

/** The id of something, or of an attempt. What does not look like one is not logged. */
export function idOf(id: string): LogText {
  return made(ID.test(id) ? id : '(not an id)');
}

/** What may be logged of a caught error: its name, unless somebody put more than a name there. */
export function nameOf(error: unknown): LogText {
  const name = error instanceof Error ? error.name : 'unknown';
  return made(/^\w{1,60}$/.test(name) ? name : 'Error');
}

/** A text from our sources or settings that is no secret: a topic, an address we listen on, a procedure. Never one of a request. */
export function ownText(text: string): LogText {
  return made(text);
}

function made(text: string): LogText {
  return text as LogText;
}
