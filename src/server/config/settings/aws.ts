/** Settings of the AWS services: where they are, what they are called, and who signs. */
import { text } from '../setting.ts';

const OR_SHARED = 'Empty: AWS_ENDPOINT_URL, or the region’s own address.';

export const AWS_SETTINGS = {
  AWS_REGION: text(undefined, 'Region of every AWS service. Required in AWS mode.'),
  AWS_ENDPOINT_URL: text(
    undefined,
    'AWS mode: address for every AWS service in place of its own. Empty: the region’s own addresses.',
  ),
  AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING: text(
    undefined,
    `AWS mode: address for Transcribe in place of its own; http:// means HTTP/2 without TLS. ${OR_SHARED}`,
  ),
  AWS_ENDPOINT_URL_LAMBDA: text(undefined, `AWS mode: address for Lambda in place of its own. ${OR_SHARED}`),
  AWS_ENDPOINT_URL_DYNAMODB: text(
    undefined,
    'Address for DynamoDB in place of its own, in both modes. Empty: the emulator in embedded mode; AWS_ENDPOINT_URL or the region’s own address in AWS mode.',
  ),
  TRANSLATION_PIPELINE_FUNCTION_NAME: text(
    undefined,
    'Name or ARN of the Lambda function that translates. Required in AWS mode.',
  ),
  SESSIONS_TABLE_NAME: text('Sessions', 'DynamoDB table of the sessions.'),
  CONNECTIONS_TABLE_NAME: text('Connections', 'DynamoDB table of the connections.'),
  AUTH_ISSUER: text(undefined, 'URL of the issuer of speakers’ tokens, as in their claim iss. Required in AWS mode.'),
  AUTH_AUDIENCE: text(
    undefined,
    'Audience of speakers’ tokens, as in their claim aud (or client_id if there is no aud). Required in AWS mode.',
  ),
  AUTH_JWKS_URL: text(undefined, 'URL of the issuer’s public keys (JWKS). Required in AWS mode.'),
  DELIVERY_ACCESS_KEY_ID: text(
    undefined,
    'Key id with which the pipeline signs what it delivers to /@connections. Required in AWS mode. Empty in embedded mode: every program on this machine may deliver.',
  ),
  DELIVERY_SECRET_ACCESS_KEY: text(undefined, 'Secret of DELIVERY_ACCESS_KEY_ID. Required in AWS mode.'),
} as const;
