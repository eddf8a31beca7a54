/** Reads the key that deliveries are signed with from AWS Secrets Manager. Called once for each start of the function. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

export interface DeliveryKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Limits of one attempt, ms. The SDK makes three, which together end long before the function's own timeout. */
export const SECRET_TIMEOUTS = { connectMs: 2_000, answerMs: 3_000 } as const;

/**
 * @param arn ARN or name of a secret whose text is JSON with `accessKeyId` and `secretAccessKey`.
 * Rejects with one line that names the secret and never shows its value.
 */
export async function readDeliverySecret(arn: string, region: string): Promise<DeliveryKey> {
  const client = new SecretsManagerClient({
    region,
    requestHandler: {
      connectionTimeout: SECRET_TIMEOUTS.connectMs,
      requestTimeout: SECRET_TIMEOUTS.answerMs,
      throwOnRequestTimeout: true,
    },
  });
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return toDeliveryKey(SecretString ?? '');
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Error(`DELIVERY_SECRET_ARN ${arn} cannot be read: ${why}`);
  } finally {
    client.destroy();
  }
}

/** @throws Error that says what is missing, without the text: the parser's own message would quote it. */
function toDeliveryKey(text: string): DeliveryKey {
  let value: Partial<Record<string, unknown>> | null = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Said below.
  }
  const { accessKeyId, secretAccessKey } = value ?? {};
  if (isText(accessKeyId) && isText(secretAccessKey)) return { accessKeyId, secretAccessKey };
  throw new Error('its text must be JSON with the texts accessKeyId and secretAccessKey');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
