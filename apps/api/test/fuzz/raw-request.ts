/** One request down to its bytes, since a client library would refuse to send most of them. */
export type RawRequest = {
  /** For people: what it is, without its content. */
  label: string;
  method: string;
  path: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer | undefined;
  /** Says another length than the body has; the connection is then closed instead of answered. */
  announcedLength?: number;
};

/** What goes over the wire. Header values are Latin-1, as HTTP/1.1 has them. */
export function bytesOf({ method, path, headers, body, announcedLength }: RawRequest): Buffer {
  const length = announcedLength ?? body?.length;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(length === undefined ? [] : [`content-length: ${length}`]),
    'connection: close',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body ?? Buffer.alloc(0)]);
}
