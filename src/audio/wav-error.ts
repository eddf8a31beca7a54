/** The error of a recording that cannot be read. */

export interface WavErrorOptions {
  /** The file is sound in another format: another program can convert it. */
  readonly isConvertible?: boolean;
}

/**
 * The bytes are not a WAVE file, or a broken one, or one of an unsupported format. The message is one line for people.
 */
export class WavError extends Error {
  override readonly name = 'WavError';
  readonly isConvertible: boolean;

  constructor(message: string, options: WavErrorOptions = {}) {
    super(message);
    this.isConvertible = options.isConvertible ?? false;
  }
}
