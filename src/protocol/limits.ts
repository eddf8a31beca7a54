/** Sizes of the wire contract, in bytes unless the name says otherwise; each can be configured, these are the defaults. */

export const DEFAULT_SIZES = {
  /** A text message, whole. */
  messageBytes: 131_072,
  /** A text message that is not sendAudio. */
  controlBytes: 4_096,
  /** Decoded audio of one chunk. */
  audioBytes: 32_768,
  /** The smallest chunk taken: 50 samples, about 3 ms. */
  audioMinBytes: 100,
  /** An HTTP body. */
  bodyBytes: 65_536,
} as const;

export type Sizes = { readonly [K in keyof typeof DEFAULT_SIZES]: number };

/** What the transport itself accepts; over it the connection is dropped by the transport, not answered. */
export const TRANSPORT_MESSAGE_BYTES = 1_048_576;

/** What may wait on one connection behind a message that has to wait: half a minute of speech. What is over it is dropped. */
export const WAITING_MESSAGES = { count: 512, bytes: 1_048_576 } as const;
