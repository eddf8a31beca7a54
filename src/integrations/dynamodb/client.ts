/** The DynamoDB client with this server's deadlines. It makes one attempt; the caller retries. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** Of one attempt, in ms. */
export const CLIENT_DEADLINES = { connectMs: 1_000, requestMs: 3_000 } as const;

export interface DynamoDbClientOptions {
  /** By default the region's own. */
  readonly endpoint?: string;
  readonly region: string;
  /** By default those of the environment. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** For one attempt, from its first byte to its answer. */
  readonly requestTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
}

/** The caller must destroy the client. */
export function createDynamoDbClient(options: DynamoDbClientOptions): DynamoDBClient {
  const config: DynamoDBClientConfig = {
    region: options.region,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: options.connectTimeoutMs ?? CLIENT_DEADLINES.connectMs,
      requestTimeout: options.requestTimeoutMs ?? CLIENT_DEADLINES.requestMs,
      // Otherwise the SDK only logs a warning about a call that is never answered.
      throwOnRequestTimeout: true,
    },
  };
  if (options.endpoint !== undefined) config.endpoint = options.endpoint;
  if (options.credentials !== undefined) config.credentials = options.credentials;
  return new DynamoDBClient(config);
}
