/** All that AWS mode requires. */
export const AWS_ENVIRONMENT: Readonly<Record<string, string>> = {
  ROSTRUM_MODE: 'aws',
  AWS_REGION: 'eu-west-1',
  TRANSLATION_PIPELINE_FUNCTION_NAME: 'pipeline',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'rostrum',
  AUTH_JWKS_URL: 'https://issuer.example/jwks.json',
  DELIVERY_ACCESS_KEY_ID: 'AKIA',
  DELIVERY_SECRET_ACCESS_KEY: 'secret',
};
