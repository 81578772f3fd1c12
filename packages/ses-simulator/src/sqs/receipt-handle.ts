type Receipt = { messageId: string; receiveCount: number };

/** Names one receipt of one message; every receipt has a handle of its own. */
export function createReceiptHandle({ messageId, receiveCount }: Receipt): string {
  return Buffer.from(`${messageId} ${receiveCount}`).toString('base64');
}

/** undefined for what no queue gave. */
export function readReceiptHandle(handle: string): Receipt | undefined {
  const found = /^([0-9a-f-]{36}) (\d+)$/.exec(Buffer.from(handle, 'base64').toString());
  const [, messageId, receiveCount] = found ?? [];
  if (messageId === undefined) return undefined;
  return { messageId, receiveCount: Number(receiveCount) };
}
