/**
 * Reads the token of an `Authorization: Bearer` header. @returns '' for a header without a token; undefined for
 * anything else.
 */
export function readBearer(authorization: string): string | undefined {
  const header = /^bearer(?:\s+(.*))?$/i.exec(authorization);
  return header === null ? undefined : (header[1]?.trim() ?? '');
}
