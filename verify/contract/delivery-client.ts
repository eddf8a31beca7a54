/** Gives a function the AWS client with which a pipeline delivers, and closes the client afterwards. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DELIVERY_KEY } from './conditions.ts';
import type { Stage } from './stage.ts';

export interface DeliveryTerms {
  /** Added to the server's address, for example a stage. */
  readonly suffix?: string;
  readonly key?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export async function withDeliveryClient<T>(
  stage: Stage,
  use: (client: ApiGatewayManagementApiClient) => Promise<T>,
  { suffix = '', key = DELIVERY_KEY }: DeliveryTerms = {},
): Promise<T> {
  const endpoint = `${stage.server.url}${suffix}`;
  const client = new ApiGatewayManagementApiClient({ endpoint, region: 'eu-west-1', credentials: key, maxAttempts: 1 });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}
