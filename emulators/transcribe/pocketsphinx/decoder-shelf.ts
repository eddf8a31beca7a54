/** Decoders between streams: makes one when none is idle, never frees one. The streams are bounded elsewhere. */
import type { Decoder, PocketSphinxLibrary } from './library.ts';

export class DecoderShelf {
  readonly #library: PocketSphinxLibrary;
  readonly #idle: Decoder[] = [];

  constructor(library: PocketSphinxLibrary) {
    this.#library = library;
  }

  /** The decoder used last, which is the best adapted one, else a new one (0.3 s). Throws when that fails. */
  take(): Decoder {
    return this.#idle.pop() ?? this.#library.createDecoder();
  }

  giveBack(decoder: Decoder): void {
    this.#idle.push(decoder);
  }
}
