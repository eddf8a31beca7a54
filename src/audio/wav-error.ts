/** Why a recording is not read. */

export interface WavErrorOptions {
  /** The sound is there, in a form that is not read here: a program that knows it can convert it. */
  readonly isConvertible?: boolean;
}

/** Bytes that are no WAVE file, are broken, or hold a form that is not read here; the message is one line for people. */
export class WavError extends Error {
  override readonly name = 'WavError';
  readonly isConvertible: boolean;

  constructor(message: string, options: WavErrorOptions = {}) {
    super(message);
    this.isConvertible = options.isConvertible ?? false;
  }
}
