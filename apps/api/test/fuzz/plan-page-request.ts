import { mutateBytes } from './mutate-bytes.ts';
import type { Plan } from './plan-request.ts';
import type { Random } from './random.ts';
import type { RawRequest } from './raw-request.ts';

const forms = [
  ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
  ['application/x-www-form-urlencoded', 'action=zq7canary&action=undo&%ff=%'],
  [
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--',
  ],
  [
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="zq7canary"; filename="zq7canary"\r\n',
  ],
  ['application/json', '{"zq7canary":1}'],
] as const;

/** The pages that recipients open: links that work, links that were changed, forms of every kind. */
export function planPageRequest(random: Random, { pages, host }: Plan): RawRequest {
  const page = random.pick(pages);
  const at = 3 + random.below(page.length - 3);
  const path = random.pick([
    page,
    `${page.slice(0, at)}${random.pick(['A', '_', '%00', '%', 'é', '.'])}${page.slice(at + 1)}`,
    page.slice(0, at),
    `${page}${random.pick(['=', '/', '%20', 'A'.repeat(300), '?zq7canary=1'])}`,
    page.startsWith('/u/') ? page.replace('/u/', '/c/') : page.replace('/c/', '/u/'),
    `/u/${'zq7canary'.repeat(random.pick([1, 10, 900]))}`,
  ]);
  const post = random.chance(0.5);
  const [type, form] = random.pick(forms);
  const text = random.chance(0.05) ? 'zq7canary'.repeat(2_000) : form;
  return {
    label: 'page',
    method: post ? 'POST' : 'GET',
    path: Buffer.from(path).toString('latin1'),
    headers: [['host', host], ...(post ? ([['content-type', type]] as const) : [])],
    body: post ? (random.chance(0.3) ? mutateBytes(random, text) : Buffer.from(text)) : undefined,
  };
}
