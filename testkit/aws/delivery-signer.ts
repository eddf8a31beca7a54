/** Signs requests to a server's delivery API as the AWS client of a pipeline does. */
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

export interface DeliveryKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface UnsignedRequest {
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly body: string | Uint8Array;
  /** Added to Host. */
  readonly headers?: Readonly<Record<string, string>>;
}

export class DeliverySigner {
  readonly #server: URL;
  readonly #signer: SignatureV4;

  /** @param server `http://127.0.0.1:8080` */
  constructor(server: string, key: DeliveryKey, region = 'us-east-1') {
    this.#server = new URL(server);
    this.#signer = new SignatureV4({ service: 'execute-api', region, credentials: key, sha256: Sha256 });
  }

  /** @returns all headers of the request, including the signature. */
  async headersFor({ method, path, body, headers = {} }: UnsignedRequest): Promise<Record<string, string>> {
    const { host, hostname, port, protocol } = this.#server;
    const all = { host, ...headers };
    const request = { method, protocol, hostname, port: Number(port), path, query: {}, headers: all, body };
    return (await this.#signer.sign(request)).headers;
  }
}

/** The path to which messages for a connection are posted. */
export function connectionPath(connectionId: string): string {
  return `/@connections/${encodeURIComponent(connectionId)}`;
}
