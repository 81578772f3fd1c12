import type { Database } from '../database/open-database.ts';
import type { DataKeys } from './data-keys.ts';
import type { MasterKey } from './master-key.ts';
import { reseal } from './reseal.ts';
import { RETIRE_AFTER_HOURS, type RetiredKey, retireKeys } from './retire-keys.ts';
import { rewrapKeys } from './rewrap-keys.ts';
import { rotateKeys } from './rotate-keys.ts';

type Opened = { database: Database; masterKey: MasterKey; keys: DataKeys; say: (line: string) => void };

const PROGRESS_EVERY_MS = 2_000;

/** The commands of `admin` that concern keys. Each resolves to the exit code. */
export const keyCommands: Readonly<Record<string, (opened: Opened) => Promise<number>>> = {
  async 'rotate-keys'({ database, masterKey, say }) {
    const id = await rotateKeys(database, masterKey);
    say(
      `Everything is sealed under the new data key ${id} from now on; \`reseal\` seals what is there already.`,
    );
    return 0;
  },

  async reseal({ database, keys, say }) {
    let saidAt = performance.now();
    const { resealed, unreadable } = await reseal(database, keys, {
      progress: ({ table }, count) => {
        if (performance.now() - saidAt < PROGRESS_EVERY_MS) return;
        saidAt = performance.now();
        say(`${table}: ${count} sealed anew so far`);
      },
      unreadable: ({ table, column, row }) => say(`${table}.${column} of ${row} does not open.`),
    });
    say(`Sealed anew: ${resealed}. Did not open: ${unreadable}.`);
    return unreadable === 0 ? 0 : 1;
  },

  async 'rewrap-keys'({ database, masterKey, say }) {
    const { moved, same } = await rewrapKeys(database, masterKey);
    say(`Data keys wrapped by the present master key: ${moved} moved, ${same} were already.`);
    return 0;
  },

  async 'retire-keys'({ database, say }) {
    for (const key of await retireKeys(database)) say(`${key.id}: ${explain(key)}`);
    return 0;
  },
};

function explain({ outcome, usedBy }: RetiredKey): string {
  switch (outcome) {
    case 'newest':
      return 'in use, the newest';
    case 'in_use':
      return `kept: ${usedBy.join(', ')} still ${usedBy.length === 1 ? 'has' : 'have'} values sealed under it (see reseal)`;
    case 'too_early':
      return `kept: nothing uses it, but its successor is younger than ${RETIRE_AFTER_HOURS} hours`;
    case 'retired':
      return 'deleted: nothing uses it';
    default:
      return outcome satisfies never;
  }
}
