import { maskAddress } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { placeOf, sealedColumns } from '../sealing/sealed-columns.ts';

type RowKey = { projectId: string; addressIndex: Uint8Array };

const place = (row: RowKey) => placeOf(sealedColumns.consent, row);

export function sealConsentAddress({ sealing }: Pick<Context, 'sealing'>, key: RowKey, address: string) {
  return sealing.seal(place(key), address);
}

/** The address of a consent; null when there is none, or it does not open. */
export async function openConsentAddress(
  { sealing }: Pick<Context, 'sealing'>,
  row: (RowKey & { sealedAddress: Uint8Array }) | null,
): Promise<string | null> {
  if (!row) return null;
  try {
    return z.string().parse(await sealing.open(place(row), row.sealedAddress));
  } catch (error) {
    if (error instanceof SealBrokenError) return null;
    throw error;
  }
}

/** As its owner is shown it; null when it is not known. */
export async function maskConsentAddress(
  context: Pick<Context, 'sealing'>,
  row: (RowKey & { sealedAddress: Uint8Array }) | null,
): Promise<string | null> {
  const address = await openConsentAddress(context, row);
  return address === null ? null : maskAddress(address);
}
