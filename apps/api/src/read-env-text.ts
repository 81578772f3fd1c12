import { parseEnv } from 'node:util';

/** A line of `.env` that is no setting; `line` counts from 1. */
export class EnvTextError extends Error {
  override readonly name = 'EnvTextError';

  constructor(line: number, problem: string) {
    super(`line ${line} ${problem}`);
  }
}

const SETTING = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=\s*(["'`])?(.*)$/;

/**
 * The settings of a `.env` file. Node's own parser passes over what it cannot read, and a setting that silently does not
 * count is worse than none. @throws EnvTextError
 */
export function readEnvText(text: string): NodeJS.Dict<string> {
  let open: { quote: string; line: number } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (open) {
      if (line.includes(open.quote)) open = undefined;
      continue;
    }
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    const setting = SETTING.exec(line);
    if (!setting) throw new EnvTextError(index + 1, 'is neither KEY=value nor a # comment');
    const [, quote, rest = ''] = setting;
    if (quote && !rest.includes(quote)) open = { quote, line: index + 1 };
  }
  if (open) throw new EnvTextError(open.line, 'opens a quote that is never closed');
  return parseEnv(text);
}
