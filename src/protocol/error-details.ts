/** Parts of the table of errors: the shape of an entry, closed lists of reasons, details that several errors have. */
import Type, { type TObject } from 'typebox';

/** An error frame on a socket, the body of a refused upgrade, or of an HTTP answer. */
export type ErrorPlace = 'socket' | 'upgrade' | 'http';

/**
 * Whether the same request may succeed later. `no`: it is refused again; `wait`: after `details.retryAfterMs`; `later`:
 * when something else has changed, so try again with growing pauses.
 */
export type ErrorRetry = 'no' | 'wait' | 'later';

export interface ErrorEntry {
  readonly status: number;
  /** The message, unless a refusal has one of its own. */
  readonly meaning: string;
  /** Where a client receives it. Empty: it is in the log only. */
  readonly where: readonly ErrorPlace[];
  /** The schema of `details`; the compiler checks every refusal against it. */
  readonly details: TObject;
  readonly retry: ErrorRetry;
  /** What a client, or its author, should do. */
  readonly advice: string;
}

export const TOO_LARGE_KINDS = ['audio', 'control', 'message', 'body'] as const;
export const RATE_KINDS = ['audio', 'control', 'status', 'connect', 'join', 'create'] as const;
export const AUDIO_PROBLEMS = ['base64', 'empty', 'tooSmall', 'oddLength', 'container'] as const;
export const AUDIO_CONTAINERS = [
  'riff',
  'rf64',
  'w64',
  'aiff',
  'caf',
  'au',
  'ogg',
  'webm',
  'mp4',
  'flac',
  'mp3',
  'adts',
  'amr',
] as const;
export const TOKEN_PROBLEMS = [
  'missing',
  'malformed',
  'expired',
  'issuer',
  'audience',
  'signature',
  'tokenUse',
] as const;

export const parameter = Type.String({ description: 'the name of the member or query parameter' });
export const retryAfterMs = Type.Integer({ minimum: 0, description: 'milliseconds to wait before the next try' });
export const bytes = Type.Integer({ minimum: 0, description: 'bytes' });
export const service = Type.String({ description: 'the service that does not answer' });
export const nothing = Type.Object({});
