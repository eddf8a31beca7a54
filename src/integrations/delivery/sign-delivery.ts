/** Signs one delivery as the AWS client of a pipeline does. */
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { DeliveryKey } from './signature.ts';

export interface Delivery {
  readonly method: string;
  /** Percent-encoded, appended to the server's address. */
  readonly path: string;
  readonly body: string;
}

/** The server accepts every region. */
const ANY_REGION = 'us-east-1';

/** @param server http(s)://…, without a slash at its end. @returns all headers of the request. Rejects never. */
export async function signDelivery(
  server: string,
  { method, path, body }: Delivery,
  { key, region = ANY_REGION }: { readonly key: DeliveryKey; readonly region: string | undefined },
): Promise<Record<string, string>> {
  const { host, hostname, pathname, port, protocol } = new URL(`${server}${path}`);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials: key, sha256: Sha256 });
  const signed = await signer.sign({
    ...{ method, protocol, hostname, path: pathname, body },
    ...(port === '' ? {} : { port: Number(port) }),
    query: {},
    headers: { host },
  });
  return signed.headers;
}
