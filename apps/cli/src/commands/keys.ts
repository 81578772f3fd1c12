import type { CarepostClient } from '@carepost/client';
import type { ApiKeyScope } from '@carepost/contracts';
import type { Terminal } from '../terminal.ts';

/** Makes a key. Only the key goes to stdout, so that it can be piped into a secret store. */
export async function createKey(
  terminal: Terminal,
  client: CarepostClient,
  wish: { name: string; scopes: ApiKeyScope[] },
  json: boolean,
): Promise<number> {
  const created = await client.apiKeys.create.mutate(wish);
  if (json) {
    terminal.sayJson(created);
    return 0;
  }
  terminal.say(created.key);
  terminal.complain(
    `Key ${created.id} with ${wish.scopes.join(', ')}. Keep it now: it cannot be shown again.`,
  );
  return 0;
}

/** Lists keys by their first characters. */
export async function listKeys(terminal: Terminal, client: CarepostClient, json: boolean): Promise<number> {
  const { keys } = await client.apiKeys.list.query({});
  if (json) {
    terminal.sayJson({ keys });
    return 0;
  }
  terminal.sayTable(
    keys.map((key) => [
      key.id,
      `${key.prefix}…`,
      key.revokedAt ? 'revoked' : 'active',
      key.scopes.join(','),
      key.lastUsedAt ? `used ${key.lastUsedAt}` : 'never used',
      key.name,
    ]),
  );
  if (keys.length === 0)
    terminal.complain('There are no keys yet: carepost keys create <name> --scopes send,read');
  return 0;
}

/** Revokes a key at once. */
export async function revokeKey(
  terminal: Terminal,
  client: CarepostClient,
  id: string,
  json: boolean,
): Promise<number> {
  const revoked = await client.apiKeys.revoke.mutate({ id });
  if (json) terminal.sayJson(revoked);
  else terminal.say(`Revoked ${revoked.id}.`);
  return 0;
}
