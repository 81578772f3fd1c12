import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { AwsError } from '../http/aws-error.ts';
import type { Settings } from '../settings.ts';

/** The additional data of a KMS ciphertext: names and values that must be the same when it is opened. */
export type EncryptionContext = Readonly<Record<string, string>>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const VERSION = 1;
const HEADER_BYTES = 1 + 16 + 12 + 16;

/**
 * KMS keys for wrapping data keys. Every key id and alias exists; its material follows from its name, so that what was
 * wrapped can be unwrapped after a restart. That keeps nothing secret: it is for development and tests.
 */
export class KmsKeys {
  /** As of an administrator who disables the key: everything is refused. */
  disabled = false;
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /**
   * The ARN of the key that an id, an alias or either's ARN names.
   * @throws AwsError DisabledException
   */
  arnOf(keyId: string): string {
    const { region, accountId } = this.#settings;
    const name = keyId.replace(/^arn:aws:kms:[^:]*:[^:]*:(key\/)?/, '');
    const arn = `arn:aws:kms:${region}:${accountId}:key/${UUID.test(name) ? name : uuidOf(name)}`;
    if (this.disabled) throw new AwsError(400, 'DisabledException', `${arn} is disabled.`);
    return arn;
  }

  wrap(arn: string, plaintext: Uint8Array, context: EncryptionContext): Buffer {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', materialOf(arn), iv).setAAD(canonical(context));
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.from([VERSION]), idBytes(arn), iv, cipher.getAuthTag(), sealed]);
  }

  /**
   * The plaintext, and the ARN of the key that wrapped it.
   * @throws AwsError DisabledException, InvalidCiphertextException
   */
  unwrap(blob: Uint8Array, context: EncryptionContext): { arn: string; plaintext: Buffer } {
    const bytes = Buffer.from(blob);
    if (bytes.length < HEADER_BYTES || bytes[0] !== VERSION) throw invalidCiphertext();
    const arn = this.arnOf(formatUuid(bytes.subarray(1, 17)));
    const decipher = createDecipheriv('aes-256-gcm', materialOf(arn), bytes.subarray(17, 29));
    decipher.setAAD(canonical(context)).setAuthTag(bytes.subarray(29, HEADER_BYTES));
    try {
      return {
        arn,
        plaintext: Buffer.concat([decipher.update(bytes.subarray(HEADER_BYTES)), decipher.final()]),
      };
    } catch {
      // Another context, another key or changed bytes: KMS does not tell which.
      throw invalidCiphertext();
    }
  }
}

function materialOf(arn: string): Buffer {
  return createHmac('sha256', 'carepost-simulator').update(arn).digest();
}

function canonical(context: EncryptionContext): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

function uuidOf(name: string): string {
  return formatUuid(createHash('sha256').update(name).digest().subarray(0, 16));
}

function formatUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function idBytes(arn: string): Buffer {
  return Buffer.from(arn.slice(arn.lastIndexOf('/') + 1).replaceAll('-', ''), 'hex');
}

function invalidCiphertext(): AwsError {
  return new AwsError(400, 'InvalidCiphertextException', '');
}
