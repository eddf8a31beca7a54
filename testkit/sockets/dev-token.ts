/** Gets tokens from a server in embedded mode, which gives one to anybody. */

export interface DevTokenClaims {
  readonly userId: string;
  readonly expiresIn?: number;
}

/** Rejects if the server gives none. @param url `http://127.0.0.1:8080` */
export async function devToken(
  url: string,
  claims: DevTokenClaims,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const response = await fetch(`${url}/dev/tokens`, { method: 'POST', body: JSON.stringify(claims), headers });
  if (!response.ok) throw new Error(`${url} gives no tokens (${response.status}): it has to run in embedded mode`);
  return ((await response.json()) as { token: string }).token;
}
