/** The DynamoDB client with this server's deadlines. It tries once: retries are the caller's. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

export interface DynamoDbClientOptions {
  /** Only where it is not the region's own. */
  readonly endpoint?: string;
  readonly region: string;
  /** Only where they are not the environment's. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** One attempt, from its first byte to its answer; 3,000. */
  readonly requestTimeoutMs?: number;
  /** 1,000. */
  readonly connectTimeoutMs?: number;
}

/** The caller destroys it. */
export function createDynamoDbClient(options: DynamoDbClientOptions): DynamoDBClient {
  const config: DynamoDBClientConfig = {
    region: options.region,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: options.connectTimeoutMs ?? 1_000,
      requestTimeout: options.requestTimeoutMs ?? 3_000,
      // Without it the SDK merely warns of a call that is never answered.
      throwOnRequestTimeout: true,
    },
  };
  if (options.endpoint !== undefined) config.endpoint = options.endpoint;
  if (options.credentials !== undefined) config.credentials = options.credentials;
  return new DynamoDBClient(config);
}
