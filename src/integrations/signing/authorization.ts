/** Reads the `authorization` header of a request that the SDK has signed with Signature Version 4. Pure. */

/** The credentials that a signature is made with. */
export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials only. */
  readonly sessionToken?: string | undefined;
}

export interface Authorization {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  /** Lower case, in the order of the signature. */
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^ ,]+), Signature=([0-9a-f]{64})$/;

/** @returns undefined when the header has another form, so another signature. */
export function parseAuthorization(header: string): Authorization | undefined {
  const parts = FORM.exec(header);
  if (parts === null) return undefined;
  const [, accessKeyId = '', region = '', service = '', signedHeaders = '', signature = ''] = parts;
  return { accessKeyId, region, service, signedHeaders: signedHeaders.split(';'), signature };
}
