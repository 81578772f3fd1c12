import { maskAddress, type SuppressionScope } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { placeOf, sealedColumns } from '../sealing/sealed-columns.ts';

/** Null where only the hash is known: the recipient used a link after everything else of the address was erased. */
const sealedAddress = z.string().nullable();

type RowKey = { projectId: string; addressIndex: Uint8Array; scope: string };

/** What an address is called where it may not stand itself: the hexadecimal of its keyed hash. */
export function addressId(addressIndex: Uint8Array): string {
  return Buffer.from(addressIndex).toString('hex');
}

const place = (row: RowKey) => placeOf(sealedColumns.suppression, row);

export function sealSuppressedAddress(
  { sealing }: Pick<Context, 'sealing'>,
  key: RowKey & { scope: SuppressionScope },
  address: string | null,
) {
  return sealing.seal(place(key), address);
}

/** @throws SealBrokenError for a row that was altered */
export async function openSuppressedAddress(
  { sealing }: Pick<Context, 'sealing'>,
  row: RowKey & { sealedAddress: Uint8Array },
): Promise<string | null> {
  return sealedAddress.parse(await sealing.open(place(row), row.sealedAddress));
}

const UNREADABLE = '•••';

/** As it may be shown. A row that was altered does not take its page down with it. */
export async function maskSuppressedAddress(
  context: Pick<Context, 'sealing'>,
  row: RowKey & { sealedAddress: Uint8Array },
): Promise<string> {
  try {
    const address = await openSuppressedAddress(context, row);
    return address === null ? UNREADABLE : maskAddress(address);
  } catch (error) {
    if (error instanceof SealBrokenError) return UNREADABLE;
    throw error;
  }
}
