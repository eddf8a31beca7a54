/** Quantiles of values, found by selection (Hoare's quickselect): sorting would take five times as long. */

import { Scratch } from './scratch.ts';

/**
 * So many passes over the values find a rank; two or three times the logarithm of their number is usual. Somebody could
 * speak so that each pass removes one value only: after this many the rest is sorted.
 */
const MOST_PASSES = 40;

/** Values whose quantiles are wanted. Filled and asked again and again; their order is not kept. */
export class Values {
  readonly #memory = new Scratch((length) => new Float32Array(length));
  #values = this.#memory.ofLength(0);
  #count = 0;

  /** Forgets all values. @param most how many will be added. */
  clear(most: number): void {
    this.#values = this.#memory.ofLength(most);
    this.#count = 0;
  }

  add(value: number): void {
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  /** Forgets the values that are `distance` or more away from `middle`. */
  keepNear(middle: number, distance: number): void {
    const values = this.#values;
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const value = values[i] as number;
      if (Math.abs(value - middle) >= distance) continue;
      values[kept] = value;
      kept += 1;
    }
    this.#count = kept;
  }

  /** @param share 0..1. @returns the value that this share of the values lies below; NaN without values. */
  quantile(share: number): number {
    if (this.#count === 0) return Number.NaN;
    return select(this.#values, this.#count, Math.round(share * (this.#count - 1)));
  }

  /** @returns the range of the middle four fifths of the values, which a few outliers do not change; NaN without values. */
  spread(): number {
    return this.quantile(0.9) - this.quantile(0.1);
  }
}

/** Changes the order of the first `count` values. @returns the one that would be at index `rank` if they were sorted. */
function select(values: Float32Array, count: number, rank: number): number {
  let low = 0;
  let high = count - 1;
  for (let pass = 0; low < high; pass++) {
    if (pass === MOST_PASSES) {
      values.subarray(low, high + 1).sort();
      break;
    }
    const pivot = values[(low + high) >> 1] as number;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] as number) < pivot) left += 1;
      while ((values[right] as number) > pivot) right -= 1;
      if (left > right) break;
      const value = values[left] as number;
      values[left] = values[right] as number;
      values[right] = value;
      left += 1;
      right -= 1;
    }
    // Up to `right` nothing is greater than the pivot, from `left` on nothing is less, and between them all are equal to it.
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return values[rank] as number;
}
