/** Decoders that no stream uses now. Makes one when none is idle, never frees one. Streams are limited elsewhere. */
import type { Decoder, PocketSphinxLibrary } from './library.ts';

export class DecoderShelf {
  readonly #library: PocketSphinxLibrary;
  readonly #idle: Decoder[] = [];

  constructor(library: PocketSphinxLibrary) {
    this.#library = library;
  }

  /** @returns the decoder used last, which is adapted best, or a new one (takes 0.3 s). Throws when making one fails. */
  take(): Decoder {
    return this.#idle.pop() ?? this.#library.createDecoder();
  }

  giveBack(decoder: Decoder): void {
    this.#idle.push(decoder);
  }
}
