/** AWS Lambda's own quotas, in bytes. */

/** A synchronous request or answer: 6 MiB. */
export const SYNC_PAYLOAD_BYTES = 6_291_456;
/** An event: 1 MiB. */
export const EVENT_PAYLOAD_BYTES = 1_048_576;
/** Length of X-Amz-Log-Result before it is encoded: 4 KiB. */
export const LOG_TAIL_BYTES = 4_096;
