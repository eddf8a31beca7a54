/** Deliveries like the pipeline's, signed with the attacked server's key. */
import { EMBEDDED_CREDENTIALS, EMBEDDED_REGION } from '../../src/integrations/emulators/account.ts';
import { connectionPath, DeliverySigner } from '../../testkit/aws/delivery-signer.ts';

/** The server's delivery key, with which its own pipeline and the attackers sign. */
export const DELIVERY_ENVIRONMENT = {
  DELIVERY_ACCESS_KEY_ID: EMBEDDED_CREDENTIALS.accessKeyId,
  DELIVERY_SECRET_ACCESS_KEY: EMBEDDED_CREDENTIALS.secretAccessKey,
} as const;

/** @param path percent-encoded. @returns all headers of the request, with the signature. */
export function signedHeaders(
  port: number,
  method: string,
  path: string,
  body: Uint8Array,
): Promise<Record<string, string>> {
  const signer = new DeliverySigner(`http://127.0.0.1:${port}`, EMBEDDED_CREDENTIALS, EMBEDDED_REGION);
  return signer.headersFor({ method, path, body });
}

export async function postDelivery(port: number, connectionId: string, body: Uint8Array): Promise<{ status: number }> {
  const path = connectionPath(connectionId);
  const headers = await signedHeaders(port, 'POST', path, body);
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: Buffer.from(body) });
  await response.arrayBuffer();
  return { status: response.status };
}
