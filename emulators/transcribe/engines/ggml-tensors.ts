/** Sizes of the tensors in a ggml file. */

/** How a type stores its numbers: how many in a block, and how many bytes the block has. */
interface Packing {
  readonly name: string;
  readonly numbers: number;
  readonly bytes: number;
}

/** Keys are ggml's numbers of the types. */
const PACKINGS: Readonly<Record<number, Packing>> = {
  0: { name: 'f32', numbers: 1, bytes: 4 },
  1: { name: 'f16', numbers: 1, bytes: 2 },
  2: { name: 'q4_0', numbers: 32, bytes: 18 },
  3: { name: 'q4_1', numbers: 32, bytes: 20 },
  6: { name: 'q5_0', numbers: 32, bytes: 22 },
  7: { name: 'q5_1', numbers: 32, bytes: 24 },
  8: { name: 'q8_0', numbers: 32, bytes: 34 },
  10: { name: 'q2_k', numbers: 256, bytes: 84 },
  11: { name: 'q3_k', numbers: 256, bytes: 110 },
  12: { name: 'q4_k', numbers: 256, bytes: 144 },
  13: { name: 'q5_k', numbers: 256, bytes: 176 },
  14: { name: 'q6_k', numbers: 256, bytes: 210 },
};

/** @returns undefined for a type that is not known */
export function tensorBytes(type: number, count: number): number | undefined {
  const packing = PACKINGS[type];
  return packing === undefined ? undefined : Math.ceil(count / packing.numbers) * packing.bytes;
}

/** @param type of a tensor @returns undefined for numbers that are not quantised, and for types that are not known */
export function quantisationOf(type: number): string | undefined {
  return type < 2 ? undefined : PACKINGS[type]?.name;
}
