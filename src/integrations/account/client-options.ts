/** What every client of the doctor has: short limits, and no logger, which could print a request. */

export interface AccountOptions {
  readonly region: string;
  /** By default the SDK's own choice: the region's address, or the AWS_ENDPOINT_URL variables. */
  readonly endpoint?: string;
  /** By default the SDK's default chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const ignore = () => {};
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** One attempt: what fails now is what the doctor is to say. */
export function clientOptions(options: AccountOptions) {
  return {
    ...options,
    maxAttempts: 1,
    logger: SILENT,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 4_500, throwOnRequestTimeout: true },
  };
}
