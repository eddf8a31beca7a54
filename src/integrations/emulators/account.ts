/** The account that the local endpoints belong to: known to them and to whoever calls them. */

/** Static credentials that only the local endpoints know. */
export const EMBEDDED_CREDENTIALS = { accessKeyId: 'EMBEDDED', secretAccessKey: 'embedded-endpoints-only' } as const;
export const EMBEDDED_REGION = 'us-east-1';
export const EMBEDDED_FUNCTION = 'translation-pipeline';
