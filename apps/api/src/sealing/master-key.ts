/** What a data key is for and which it is: KMS binds this to what it wraps, and shows it in CloudTrail. */
export type DataKeyLabel = { id: string; purpose: string };

/** A secret as it lies in the database. */
export type WrappedKey = {
  wrapped: Uint8Array<ArrayBuffer>;
  /** Which master key wrapped it, such as `local:1f0c…` or `kms:arn:aws:kms:…`. */
  wrappedBy: string;
};

/** Wraps data keys. Its own secret never leaves it. */
export type MasterKey = {
  /** @throws MasterKeyError */
  wrap(secret: Uint8Array, label: DataKeyLabel): Promise<WrappedKey>;
  /** Whether it is the one, or one of those, that unwrap what `wrappedBy` wrapped. */
  opens(wrappedBy: string): boolean;
  /** @throws MasterKeyError */
  unwrap(key: { wrapped: Uint8Array; wrappedBy: string }, label: DataKeyLabel): Promise<Uint8Array>;
};

/** The master key is missing, not to be used, or cannot be reached. The sentence is for the person who runs the service. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}
