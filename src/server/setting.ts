/** How one environment variable is described: its kind, its default, its range, what it means. */
export interface Setting {
  readonly kind: 'number' | 'text';
  readonly default: number | string | undefined;
  readonly min?: number;
  readonly max?: number;
  readonly meaning: string;
}

/** A whole number. */
export const number = <V extends number | undefined>(
  value: V,
  meaning: string,
  min = 1,
  max = Number.MAX_SAFE_INTEGER,
) => ({ kind: 'number', default: value, min, max, meaning }) as const;

export const text = (value: string | undefined, meaning: string) =>
  ({ kind: 'text', default: value, meaning }) as const;
