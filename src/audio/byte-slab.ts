/**
 * Gives small pieces of memory from a large one, one behind the other. None is used twice: the garbage collector frees a
 * slab when nothing refers to a piece of it. For bytes that live for milliseconds.
 */

const SLAB_BYTES = 65_536;

export class ByteSlab {
  #slab = new Uint8Array(0);
  #end = 0;

  /** @returns bytes of their own, all 0; as many as a slab has or more get a memory of their own. */
  take(bytes: number): Uint8Array {
    if (bytes >= SLAB_BYTES) return new Uint8Array(bytes);
    if (this.#end + bytes > this.#slab.byteLength) {
      this.#slab = new Uint8Array(SLAB_BYTES);
      this.#end = 0;
    }
    const piece = this.#slab.subarray(this.#end, this.#end + bytes);
    this.#end += bytes;
    return piece;
  }
}
