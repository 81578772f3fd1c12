import type { ReadStream } from 'node:tty';
import { styleText } from 'node:util';

/** What a command is given of the outside world. */
export type World = {
  env: Readonly<Record<string, string | undefined>>;
  stdin: AsyncIterable<Buffer | string> & Partial<Pick<ReadStream, 'isTTY'>>;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
};

export type Colour = 'green' | 'yellow' | 'red' | 'dim' | 'bold';

/** Writes to the terminal. Colours appear on a TTY only, and never with NO_COLOR (no-color.org). */
export class Terminal {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  say(line: string): void {
    this.#world.stdout.write(`${line}\n`);
  }

  complain(line: string): void {
    this.#world.stderr.write(`${line}\n`);
  }

  /** One JSON document, the only thing a command with `--json` writes to stdout. */
  sayJson(value: unknown): void {
    this.say(JSON.stringify(value, null, 2));
  }

  paint(colour: Colour, text: string): string {
    // Node's own check of the stream knows NO_COLOR, NODE_DISABLE_COLORS, FORCE_COLOR and TERM=dumb.
    return styleText(colour, text, { stream: this.#world.stdout, validateStream: true });
  }

  /** Columns of equal width, two spaces apart. */
  sayTable(rows: readonly (readonly string[])[]): void {
    const widths: number[] = [];
    for (const row of rows) {
      row.forEach((cell, n) => {
        widths[n] = Math.max(widths[n] ?? 0, cell.length);
      });
    }
    for (const row of rows) {
      this.say(
        row
          .map((cell, n) => cell.padEnd(widths[n] ?? 0))
          .join('  ')
          .trimEnd(),
      );
    }
  }
}
