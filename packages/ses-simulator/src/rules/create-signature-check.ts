import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../http/aws-error.ts';
import type { Settings } from '../settings.ts';

const MAX_SKEW_MS = 5 * 60_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<key>[^/,\s]+)\/(?<day>\d{8})\/(?<region>[^/,\s]+)\/(?<service>[^/,\s]+)\/aws4_request, ?SignedHeaders=(?<signed>[a-z0-9;-]+), ?Signature=(?<signature>[0-9a-f]{64})$/;

/** The services the simulator stands for, as they stand in a signature's scope. */
type AwsService = 'ses' | 'sqs' | 'kms' | 'sts';

type SignedRequest = {
  method: string;
  /** Path and query as they came over the wire. */
  target: string;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
};

/** @throws AwsError with status 403 */
export type SignatureCheck = (request: SignedRequest, service: AwsService) => void;

type Credential = {
  key: string;
  day: string;
  region: string;
  service: string;
  signed: string;
  signature: string;
};

/**
 * Gives the check of a request's Signature Version 4: its date (AWS refuses more than five minutes either way, so a
 * request that was held back is worthless), its scope, and, for a key whose secret is known, the signature itself.
 * The check throws an AwsError with status 403. Source: AWS IAM User Guide, "Create a signed AWS API request".
 */
export function createSignatureCheck(settings: Settings): SignatureCheck {
  const signingKeys = new Map<string, Buffer>();

  // Four HMACs that are the same for a whole day.
  function signingKey({ key, day, region, service }: Credential, secret: string): Buffer {
    const id = [key, day, region, service].join('/');
    const known = signingKeys.get(id);
    if (known) return known;
    if (signingKeys.size > 1000) signingKeys.clear();
    const derived = deriveKey([day, region, service, 'aws4_request'], secret);
    signingKeys.set(id, derived);
    return derived;
  }

  return (request, service) => {
    const found = AUTHORIZATION.exec(request.headers.authorization ?? '')?.groups;
    const date = request.headers['x-amz-date'];
    if (!found || typeof date !== 'string') {
      throw new AwsError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    const { key = '', day = '', region = '', signed = '', signature = '' } = found;
    const credential = { key, day, region, service: found.service ?? '', signed, signature };
    checkDate(date, settings.clock());
    checkScope(credential, date, settings.region, service);
    const secret = settings.credentials.get(key);
    if (secret === undefined) return;
    const expected = sign(request, date, credential, signingKey(credential, secret));
    if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
      throw invalid(
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      );
    }
  };
}

function checkScope(
  { region, service, day }: Credential,
  date: string,
  ownRegion: string,
  ownService: AwsService,
): void {
  if (region !== ownRegion) throw invalid('Credential should be scoped to a valid region.');
  if (service !== ownService)
    throw invalid(`Credential should be scoped to correct service: '${ownService}'.`);
  if (day !== date.slice(0, 8)) {
    throw invalid(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.',
    );
  }
}

function deriveKey(parts: readonly string[], secret: string): Buffer {
  return parts.reduce<Buffer>(
    (parent, part) => createHmac('sha256', parent).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
}

function checkDate(date: string, now: Date): void {
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(at)) throw invalid('Date must be in ISO-8601 basic format.');
  const bound = (offset: number) => basicFormat(new Date(now.getTime() + offset));
  if (at < now.getTime() - MAX_SKEW_MS) {
    throw invalid(
      `Signature expired: ${date} is now earlier than ${bound(-MAX_SKEW_MS)} (${bound(0)} - 5 min.)`,
    );
  }
  if (at > now.getTime() + MAX_SKEW_MS) {
    throw invalid(
      `Signature not yet current: ${date} is still later than ${bound(MAX_SKEW_MS)} (${bound(0)} + 5 min.)`,
    );
  }
}

function basicFormat(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function sign(request: SignedRequest, date: string, credential: Credential, key: Buffer): string {
  const [path = '/', query = ''] = request.target.split('?', 2);
  const canonical = [
    request.method,
    // Every segment is encoded once more than on the wire (all services but S3).
    path.split('/').map(encode).join('/'),
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
      .sort()
      .join('&'),
    ...credential.signed.split(';').map((name) => `${name}:${headerValue(request.headers[name])}`),
    '',
    credential.signed,
    createHash('sha256').update(request.body).digest('hex'),
  ].join('\n');
  const scope = `${credential.day}/${credential.region}/${credential.service}/aws4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  return createHmac('sha256', key).update(['AWS4-HMAC-SHA256', date, scope, hash].join('\n')).digest('hex');
}

function headerValue(value: string | string[] | undefined): string {
  return [value ?? ''].flat().join(',').trim().replace(/ +/g, ' ');
}

function encode(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError(403, 'InvalidSignatureException', message);
}
