/** The AWS client by which a pipeline delivers, for as long as it is used. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DELIVERY_KEY } from './conditions.ts';
import type { Stage } from './stage.ts';

export interface DeliveryTerms {
  /** Follows the server's address: a stage. */
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
