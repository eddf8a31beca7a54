/** Sources of speech: anything that gives PCM piece by piece. */

/** 16-bit mono at 16 kHz; bytes are little-endian and may be cut anywhere. */
export type Pcm = Uint8Array | Int16Array;

/** The part of a ReadableStream that the client uses: not every browser can iterate one with `for await`. */
export interface ReadableLike<T> {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: T | undefined }>;
    cancel(reason?: unknown): Promise<void>;
    releaseLock(): void;
  };
}

export type PcmSource = AsyncIterable<Pcm> | Iterable<Pcm> | ReadableLike<Pcm>;

/** @returns a view of the same memory. (The wire is little-endian, and so is every machine with a browser or Node.) */
export function toBytes(pcm: Pcm): Uint8Array {
  return new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}

/** Iterates over a source; cancels a stream that is left before its end. */
export async function* piecesOf(source: PcmSource): AsyncGenerator<Pcm, void, undefined> {
  if (!('getReader' in source)) {
    yield* source;
    return;
  }
  const reader = source.getReader();
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isOver = done;
      if (done) return;
      if (value) yield value;
    }
  } finally {
    if (!isOver) await reader.cancel();
    reader.releaseLock();
  }
}
