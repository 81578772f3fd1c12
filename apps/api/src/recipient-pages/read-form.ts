/**
 * The fields of a form. Mail clients post a one-click as multipart/form-data or application/x-www-form-urlencoded
 * (RFC 8058 §3.2). What cannot be read has no fields.
 */
export async function readForm(
  contentType: string | undefined,
  body: Buffer,
): Promise<ReadonlyMap<string, string>> {
  if (contentType === undefined) return new Map();
  try {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
    return new Map(
      [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
    );
  } catch {
    return new Map();
  }
}
