/** Default sizes of the wire contract, in bytes unless the name says otherwise. Each can be configured. */

export const DEFAULT_SIZES = {
  /** A whole text message. */
  messageBytes: 131_072,
  /** A text message that is not sendAudio. */
  controlBytes: 4_096,
  /** Decoded audio of one chunk. */
  audioBytes: 32_768,
  /** The smallest chunk that is accepted: 50 samples, about 3 ms. */
  audioMinBytes: 100,
  /** An HTTP body. */
  bodyBytes: 65_536,
} as const;

export type Sizes = { readonly [K in keyof typeof DEFAULT_SIZES]: number };

/** The largest frame that the transport accepts. For a larger one it drops the connection without an answer. */
export const TRANSPORT_MESSAGE_BYTES = 1_048_576;

/** Messages that may wait on one connection behind a slow one: half a minute of speech. More are dropped. */
export const WAITING_MESSAGES = { count: 512, bytes: 1_048_576 } as const;
