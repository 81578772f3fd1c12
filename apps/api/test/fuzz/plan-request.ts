import { CANARY, hostileKeys, hostileValues } from './hostile-values.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateValue } from './mutate-value.ts';
import { planPageRequest } from './plan-page-request.ts';
import { planSnsRequest, type SignSns } from './plan-sns-request.ts';
import type { Procedure } from './procedures.ts';
import { createRandom, type Random } from './random.ts';
import type { RawRequest } from './raw-request.ts';
import { type KnownValues, sampleInput } from './sample-input.ts';

/** What the requests are made from. */
export type Plan = {
  seed: number;
  host: string;
  procedures: readonly Procedure[];
  known: KnownValues;
  /** Tokens of the recipients' pages that work. */
  pages: readonly string[];
  emails: readonly { id: string; to: string }[];
  sign: SignSns;
  topicArn: string;
};

type Surface = (random: Random, plan: Plan) => RawRequest;

/** The request of this number: the same for the same seed, but for ids, times and signatures. */
export function planRequest(plan: Plan, number: number): RawRequest {
  const random = createRandom(plan.seed, number);
  const surface = random.pick<Surface>([
    ...Array<Surface>(8).fill(planRest),
    ...Array<Surface>(6).fill(planTrpc),
    ...Array<Surface>(4).fill(planSnsRequest),
    planPageRequest,
    planPath,
  ]);
  return disturb(random, surface(random, plan));
}

function planRest(random: Random, { procedures, known, host }: Plan): RawRequest {
  const procedure = random.pick(procedures.filter(({ rest }) => rest));
  const { method, path } = procedure.rest ?? { method: 'GET', path: '/' };
  const sample = sampleInput(random, procedure.input, known);
  const input = random.chance(0.75) ? mutateValue(random, sample) : sample;
  const fields: Record<string, unknown> = isRecord(input) ? { ...input } : {};
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = fields[name];
    delete fields[name];
    return (
      encodeURIComponent(
        String(value ?? '')
          .toWellFormed()
          .slice(0, 2_000),
      ) || 'x'
    );
  });
  const hasBody = method === 'POST';
  const text = JSON.stringify(isRecord(input) ? fields : input) ?? '';
  return {
    label: `REST ${procedure.name}`,
    method,
    path: `/api${filled}`,
    headers: [
      ['host', host],
      ...(hasBody ? ([['content-type', 'application/json']] as const) : []),
      ...(random.chance(0.05)
        ? ([['idempotency-key', random.pick([CANARY, 'é', 'x'.repeat(256), ' '])]] as const)
        : []),
    ],
    body: hasBody ? bodyOf(random, text) : undefined,
  };
}

function planTrpc(random: Random, { procedures, known, host }: Plan): RawRequest {
  const batch = random.chance(0.3);
  const count = batch ? random.pick([1, 2, 3, 20, 21, 200]) : 1;
  const few = batch && count > 3 ? procedures.filter(({ type }) => type === 'query') : procedures;
  const chosen = Array.from({ length: count }, () => random.pick(few));
  const inputs = chosen.map(({ input }) => {
    const sample = sampleInput(random, input, known);
    return random.chance(0.7) ? mutateValue(random, sample) : sample;
  });
  const [first] = chosen;
  const names = chosen.map(({ name }) => name).join(',');
  const stream = first?.type === 'subscription' || random.chance(0.02);
  const get = stream || random.chance(0.05);
  const content = JSON.stringify(batch ? { ...inputs } : inputs[0]) ?? '';
  const query = [
    ...(batch || random.chance(0.02) ? ['batch=1'] : []),
    ...(get ? [`input=${encodeURIComponent(content.toWellFormed().slice(0, 4_000))}`] : []),
    ...(random.chance(0.05) ? [`${CANARY}=${CANARY}`] : []),
  ].join('&');
  return {
    label: `tRPC ${names.slice(0, 80)}`,
    method: get ? 'GET' : 'POST',
    path: `/trpc/${names}${query ? `?${query}` : ''}`,
    headers: [
      ['host', host],
      ...(get ? [] : ([['content-type', 'application/json']] as const)),
      ...(stream ? ([['accept', 'text/event-stream']] as const) : []),
      ...(random.chance(0.05)
        ? ([['trpc-accept', random.pick(['application/jsonl', CANARY])]] as const)
        : []),
    ],
    body: get ? undefined : bodyOf(random, content),
  };
}

function planPath(random: Random, { host }: Plan): RawRequest {
  const path = random.pick([
    '/',
    '/emails',
    '/healthz',
    '/readyz',
    '/api/docs',
    '/api/docs/assets/swagger-ui.css',
    '/api/openapi.json',
    '/api/',
    '/trpc',
    '/trpc/',
    '/trpc/emails.send,emails.send,__proto__',
    '/trpc/constructor',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/%ff',
    '/%00',
    '/api/docs/%5c..%5c',
    '//evil.invalid/x',
    '/u/%',
    '/webhooks/ses/',
    '*',
    `http://${host}/healthz`,
    `/${CANARY.repeat(300)}`,
    `/api/emails/${encodeURIComponent(
      String(random.pick(hostileValues.filter((value) => typeof value === 'string')))
        .toWellFormed()
        .slice(0, 3_000),
    )}`,
  ]);
  return {
    label: `path ${path.slice(0, 60)}`,
    method: random.pick(['GET', 'GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE']),
    path,
    headers: [
      ['host', host],
      ['accept', random.pick(['text/html', '*/*', 'application/json', CANARY])],
    ],
    body: undefined,
  };
}

function bodyOf(random: Random, text: string): Buffer {
  return random.chance(0.15) ? mutateBytes(random, text) : Buffer.from(text);
}

// What a client, a proxy or an attacker may do to any request, whatever it asks for.
function disturb(random: Random, request: RawRequest): RawRequest {
  if (random.chance(0.8)) return request;
  const { headers, body } = request;
  const replaced = (name: string, value: string): RawRequest => ({
    ...request,
    headers: [...headers.filter(([own]) => own !== name), [name, value]],
  });
  switch (random.below(8)) {
    case 0:
      return {
        ...request,
        method: random.pick(['GET', 'POST', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'ZQ7']),
      };
    case 1:
      return replaced(
        'content-type',
        random.pick([
          'text/plain',
          'application/json; charset=utf-16',
          'application/json; charset=zq7canary',
          'application/jsonzq7canary',
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=zq7canary',
          'multipart/form-data',
          '',
          '\xff',
        ]),
      );
    case 2:
      return replaced('content-encoding', random.pick(['gzip', 'deflate', 'br', 'identity, gzip', CANARY]));
    case 3:
      return { ...request, announcedLength: (body?.length ?? 0) + random.pick([1, 1_000, 40_000_000]) };
    case 4:
      return {
        ...request,
        path: `${request.path}${random.pick(['/', '//', '/..', '%2f', '%00', '?a[b]=c&a[b][c]=d', '?%ff=%', '?batch=1', '?input='])}`,
      };
    case 5:
      return replaced(...random.pick(headerGarbage));
    case 6:
      return replaced(
        'authorization',
        random.pick([
          'Bearer cp_zq7canary',
          `Bearer cp_${'A'.repeat(43)}`,
          'Basic enE3Y2FuYXJ5',
          'Bearer',
          '\xe9',
        ]),
      );
    default:
      return replaced(
        `x-${random.pick(hostileKeys).replaceAll(/[^a-z]/g, '') || 'x'}`,
        CANARY.repeat(random.pick([1, 500, 3_000])),
      );
  }
}

const headerGarbage: readonly [string, string][] = [
  ['range', 'bytes=99999999-'],
  ['range', 'bytes=5-1,zq7canary'],
  ['if-match', '"zq7canary"'],
  ['if-unmodified-since', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ['if-none-match', '*'],
  ['expect', '100-continue'],
  ['expect', 'zq7canary'],
  ['accept', 'text/event-stream'],
  ['origin', 'https://zq7canary.invalid'],
  ['origin', 'null'],
  ['host', 'zq7canary.invalid'],
  ['x-forwarded-for', 'zq7canary'],
  ['x-trpc-source', 'zq7canary'],
  ['cookie', 'zq7canary=zq7canary'],
  ['last-event-id', 'zq7canary'],
  ['transfer-encoding', 'zq7canary'],
  ['upgrade', 'websocket'],
  ['te', 'trailers, zq7canary'],
  ['x-http-method-override', 'DELETE'],
];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
