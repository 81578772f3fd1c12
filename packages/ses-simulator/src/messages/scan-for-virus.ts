// The EICAR test string, in two halves so that scanners leave this file alone. SES treats it as a virus
// (Amazon SES Developer Guide, "Using the mailbox simulator": rejects).
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** Whether a part holds what SES's virus scanner stops. */
export function isInfected(part: string | Uint8Array): boolean {
  return typeof part === 'string'
    ? part.includes(EICAR)
    : Buffer.from(part.buffer, part.byteOffset, part.byteLength).includes(EICAR);
}
