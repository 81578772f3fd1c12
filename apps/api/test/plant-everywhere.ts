/** An input with something planted in one of its places, and which place that is, such as `message.props.firstName`. */
type Planted = { place: string; input: unknown };

/**
 * Copies of an input, each with the word in one place: in a text, in an address, where a number or a list was expected, as a
 * key, and with the word beside what is valid there.
 */
export function* plantEverywhere(input: unknown, word: string): Generator<Planted> {
  yield* walk(input, word, '', (value) => value);
}

function* walk(
  value: unknown,
  word: string,
  place: string,
  put: (planted: unknown) => unknown,
): Generator<Planted> {
  const at = (planted: unknown): Planted => ({ place, input: put(planted) });
  yield at(word);
  if (typeof value === 'string') {
    yield at(`${value} ${word}`);
    if (value.includes('@')) yield at(`${word}@example.com`);
    if (/^https?:/.test(value)) yield at(`${value}/${word}`);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* walk(item, word, `${place}[]`, (planted) => put(value.with(index, planted)));
    }
  } else if (typeof value === 'object' && value !== null) {
    yield at({ ...value, [word]: word });
    for (const [name, inner] of Object.entries(value)) {
      const inside = place ? `${place}.${name}` : name;
      yield* walk(inner, word, inside, (planted) => put({ ...value, [name]: planted }));
    }
  }
}
