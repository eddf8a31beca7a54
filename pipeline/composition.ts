/** Builds the pipeline from its settings: clients, engines, clock and log. Does not read the environment. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Configuration } from './configuration.ts';
import { Delivery } from './deliver.ts';
import { createEngines } from './engine-set.ts';
import { Listeners } from './listeners.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';

/** Of a connection to the delivery API. */
export const CONNECT_TIMEOUT_MS = 2_000;
const MAX_SOCKETS = 64;

/**
 * Rejects when the secret with the delivery key cannot be read.
 * @param write gets one log line, with its line end.
 */
export async function compose(configuration: Configuration, write: (line: string) => void): Promise<Pipeline> {
  const { region, deliveryEndpoint, connectionsTable } = configuration;
  const log = (entry: Readonly<Record<string, unknown>>) => {
    write(`${JSON.stringify({ timestamp: new Date().toISOString(), component: 'pipeline', ...entry })}\n`);
  };
  const deliveryKey = await deliveryKeyOf(configuration);
  const { translator, speaker } = await createEngines(configuration, (line) => log({ level: 'warn', message: line }));
  const table = new DynamoDBClient({ region });
  const management = new ApiGatewayManagementApiClient({
    region,
    endpoint: deliveryEndpoint,
    ...(deliveryKey === undefined ? {} : { credentials: deliveryKey }),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      httpAgent: { maxSockets: MAX_SOCKETS },
      httpsAgent: { maxSockets: MAX_SOCKETS },
    },
  });
  return createPipeline({
    translator,
    speaker,
    listeners: new Listeners(DynamoDBDocumentClient.from(table), connectionsTable),
    delivery: new Delivery(management),
    log,
    now: Date.now,
    elapsedMs: () => Math.round(performance.now()),
    release: async () => {
      await Promise.all([translator.close(), speaker.close()]);
      management.destroy();
      table.destroy();
    },
  });
}

/** Undefined: deliveries are signed with the function's own credentials. */
async function deliveryKeyOf({ deliveryKey, deliverySecretArn, region }: Configuration) {
  if (deliverySecretArn === undefined) return deliveryKey;
  const { readDeliverySecret } = await import('./delivery-secret.ts');
  return readDeliverySecret(deliverySecretArn, region);
}
