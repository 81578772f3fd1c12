import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../database/open-database.ts';
import { DATA_KEYS_CHANNEL } from './follow-data-keys.ts';
import type { MasterKey } from './master-key.ts';
import { wrapDataKey } from './wrap-data-key.ts';

/**
 * Makes a new data key and tells every process: what is sealed from then on is sealed under it. Whoever has not heard yet
 * still seals under the one before, and looks the new one up when it meets a value sealed under it. Returns its id.
 */
export async function rotateKeys(database: Database, masterKey: MasterKey): Promise<string> {
  const id = uuidv7();
  const { wrapped, wrappedBy } = await wrapDataKey(masterKey, randomBytes(32), { id, purpose: 'seal' });
  await database.transaction(async (tx) => {
    // Later than all others even where a clock was wrong: the latest is the newest.
    await tx.$executeRaw`
      INSERT INTO "DataKey" ("id", "purpose", "wrapped", "wrappedBy", "createdAt")
      SELECT ${id}::uuid, 'seal', ${wrapped}, ${wrappedBy},
             GREATEST(now(), max("createdAt") + interval '1 millisecond') FROM "DataKey" WHERE "purpose" = 'seal'`;
    await tx.$executeRaw`SELECT pg_notify(${DATA_KEYS_CHANNEL}, ${id})`;
  });
  return id;
}
