/** The AWS account that the emulators play: shared by them and their callers. */

/** Static credentials that only the emulators accept. */
export const EMBEDDED_CREDENTIALS = { accessKeyId: 'EMBEDDED', secretAccessKey: 'embedded-endpoints-only' } as const;
export const EMBEDDED_REGION = 'us-east-1';
export const EMBEDDED_FUNCTION = 'translation-pipeline';
