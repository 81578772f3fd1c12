import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const packageFolder = join(import.meta.dirname, '..', '..', '..');
const KEPT_OUTPUT = 8_000;

/** A process of the run. Signals go to its id alone. */
export type RunningProcess = {
  readonly name: string;
  readonly pid: number;
  readonly ended: Promise<number | null>;
  readonly alive: boolean;
  /** The last lines it wrote. */
  output(): string;
  /** The first message that `wanted` accepts, of those that come from now on. */
  message(wanted?: (message: unknown) => boolean): Promise<unknown>;
  send(message: string): void;
  signal(signal: NodeJS.Signals): void;
  /** kill -9, and wait for the end. */
  kill(): Promise<void>;
};

/**
 * The child processes of one run. All of them are ended when the group is disposed, and when this process ends in
 * another way: a stopped (SIGSTOP) child would otherwise stay for ever.
 */
export class ProcessGroup implements AsyncDisposable {
  readonly #children = new Set<ChildProcess>();
  readonly #endAll = () => {
    for (const child of this.#children) child.kill('SIGKILL');
  };

  constructor() {
    process.once('exit', this.#endAll);
  }

  /** Starts `node <script>` (a path within apps/api) with exactly these variables, and waits for its first message. */
  async start(
    name: string,
    script: string,
    env: Readonly<Record<string, string>>,
  ): Promise<{ child: RunningProcess; ready: unknown }> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
      cwd: packageFolder,
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#children.add(child);
    const running = describe(name, child);
    void running.ended.then(() => this.#children.delete(child));
    const ready = await Promise.race([
      once(child, 'message').then(([message]) => message as unknown),
      running.ended.then((code) => {
        throw new Error(`${name} ended with ${code} before it was ready:\n${running.output()}`);
      }),
    ]);
    return { child: running, ready };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#endAll);
    const ends = [...this.#children].map((child) => once(child, 'exit'));
    this.#endAll();
    await Promise.all(ends);
  }
}

function describe(name: string, child: ChildProcess): RunningProcess {
  const pid = child.pid ?? 0;
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null));
  return {
    name,
    pid,
    ended,
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
    output: () => output,
    message: (wanted = () => true) =>
      new Promise((resolve, reject) => {
        const hear = (message: unknown) => {
          if (!wanted(message)) return;
          child.off('message', hear);
          resolve(message);
        };
        child.on('message', hear);
        void ended.then(() => reject(new Error(`${name} ended: ${output}`)));
      }),
    send: (message) => void child.send(message),
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
