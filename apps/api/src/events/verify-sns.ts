import { createVerify, X509Certificate } from 'node:crypto';
import { type SnsMessage, snsStringToSign } from '@carepost/contracts';

/** A message that did not come from a topic of ours through SNS. The reason is for the log, not for the sender. */
export class SnsRefusedError extends Error {
  override readonly name = 'SnsRefusedError';
  readonly reason: SnsRefusal;

  constructor(reason: SnsRefusal, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

type SnsRefusal =
  | 'not an SNS message'
  | 'topic is not listed in SES_TOPIC_ARNS'
  | 'timestamp is outside the window'
  | 'URL is not one of SNS in the topic’s region'
  | 'certificate URL is not a .pem of SNS'
  | 'SNS does not know the URL'
  | 'certificate cannot be read'
  | 'certificate is not valid now'
  | 'signature does not verify';

/** Fetches from an SNS host; the only thing that differs with the simulator. */
export type FetchFromSns = (url: URL) => Promise<string>;

const MAX_AGE_MS = 60 * 60 * 1000;
const MAX_AHEAD_MS = 5 * 60 * 1000;
const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;
const HOST = /^sns\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$/;

/**
 * Accepts a message only from a listed topic, recent, with a certificate from SNS itself and a signature that verifies.
 * Everything that costs a fetch comes after everything that does not: anybody can sign with a topic of their own.
 * Source: Amazon SNS Developer Guide, "Verifying the signatures of Amazon SNS messages".
 * @throws SnsRefusedError
 */
export async function verifySns(
  message: SnsMessage,
  trust: { topicArns: readonly string[]; now: Date; certificateOf: FetchFromSns; anyAge?: boolean },
): Promise<void> {
  if (!trust.topicArns.includes(message.TopicArn))
    throw new SnsRefusedError('topic is not listed in SES_TOPIC_ARNS');
  const age = trust.now.getTime() - new Date(message.Timestamp).getTime();
  if ((age > MAX_AGE_MS && !trust.anyAge) || age < -MAX_AHEAD_MS)
    throw new SnsRefusedError('timestamp is outside the window');
  const region = message.TopicArn.split(':')[3];
  const url = requireSnsUrl(message.SigningCertURL, region);
  if (!CERTIFICATE_PATH.test(url.pathname) || url.search !== '') {
    throw new SnsRefusedError('certificate URL is not a .pem of SNS');
  }
  if (message.Type !== 'Notification') requireSnsUrl(message.SubscribeURL, region);

  const pem = await trust.certificateOf(url);
  const key = readCertificate(pem, trust.now).publicKey;
  const algorithm = message.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  const verified = createVerify(algorithm)
    .update(snsStringToSign(message))
    .verify(key, message.Signature, 'base64');
  if (!verified) throw new SnsRefusedError('signature does not verify');
}

/** An HTTPS URL of SNS in the topic's own region, with nothing smuggled into it. @throws SnsRefusedError */
function requireSnsUrl(text: string, region: string | undefined): URL {
  const url = URL.parse(text);
  const plain = url?.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  const host = HOST.exec(url?.hostname ?? '');
  // An ARN without a region must not match a host that is none of SNS's either.
  if (!url || !plain || !host || host[1] !== region || url.pathname.startsWith('//')) {
    throw new SnsRefusedError('URL is not one of SNS in the topic’s region');
  }
  return url;
}

function readCertificate(pem: string, now: Date): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw new SnsRefusedError('certificate cannot be read', { cause });
  }
  if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) {
    throw new SnsRefusedError('certificate is not valid now');
  }
  return certificate;
}
