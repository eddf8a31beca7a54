/** The description of one environment variable: kind, default, range, meaning. */
export interface Setting {
  readonly kind: 'number' | 'text';
  readonly default: number | string | undefined;
  readonly min?: number;
  readonly max?: number;
  /** One or two plain sentences: what it does, its unit and range, what empty means. */
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

/** @param given Trimmed, not empty. @returns the problem with a value of this setting in one line, or undefined. */
export function checkNumber(name: string, setting: Setting, given: string): string | undefined {
  if (setting.kind === 'text') return undefined;
  const value = Number(given);
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = setting;
  if (Number.isInteger(value) && value >= min && value <= max) return undefined;
  const range = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
  return `${name} must be a whole number ${range}, not "${given}". ${setting.meaning}`;
}
