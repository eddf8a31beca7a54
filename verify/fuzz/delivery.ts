/** Deliveries as the pipeline makes them, signed with the key the attacked server was given. */
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { EMBEDDED_CREDENTIALS, EMBEDDED_REGION } from '../../src/integrations/emulators/account.ts';

/** The server's delivery key, so that its own pipeline and the attackers both sign with it. */
export const DELIVERY_ENVIRONMENT = {
  DELIVERY_ACCESS_KEY_ID: EMBEDDED_CREDENTIALS.accessKeyId,
  DELIVERY_SECRET_ACCESS_KEY: EMBEDDED_CREDENTIALS.secretAccessKey,
} as const;

const signer = new SignatureV4({
  service: 'execute-api',
  region: EMBEDDED_REGION,
  credentials: EMBEDDED_CREDENTIALS,
  sha256: Sha256,
});

/** @param path Percent-encoded. @returns every header of the request, the signature among them. */
export async function signedHeaders(
  port: number,
  method: string,
  path: string,
  body: Uint8Array,
): Promise<Record<string, string>> {
  const headers = { host: `127.0.0.1:${port}` };
  const request = { method, protocol: 'http:', hostname: '127.0.0.1', port, path, query: {}, headers, body };
  return (await signer.sign(request)).headers;
}

export async function postDelivery(port: number, connectionId: string, body: Uint8Array): Promise<{ status: number }> {
  const path = `/@connections/${encodeURIComponent(connectionId)}`;
  const headers = await signedHeaders(port, 'POST', path, body);
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: Buffer.from(body) });
  await response.arrayBuffer();
  return { status: response.status };
}
