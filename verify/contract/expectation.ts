/** Compares what a check expected with what it got, and reports the difference. */
import { isDeepStrictEqual } from 'node:util';
import { SOURCE_LANGUAGES } from './codes.ts';

/** A promise does not hold: one line for the expected value, one for the actual value. */
export class Broken extends Error {
  override readonly name = 'Broken';
  readonly expected: string;
  readonly got: string;

  constructor(expected: string, got: string) {
    super(`expected ${expected}, got ${got}`);
    this.expected = expected;
    this.got = got;
  }
}

/** A promise cannot be checked here. The message says why. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}

/** A kind of values, for example any whole number. */
export interface Shape {
  readonly shape: string;
  readonly fits: (value: unknown) => boolean;
}

/** A value for equality, a shape or a regular expression, or an object of patterns. The checked object may have more members. */
export type Pattern = Shape | RegExp | string | number | boolean | null | undefined | readonly unknown[] | Patterns;
export interface Patterns {
  readonly [member: string]: Pattern;
}

const DAY_S = 86_400;
/** Most characters of a value that are shown. */
const MAX_SHOWN = 600;
const shape = (name: string, fits: (value: unknown) => boolean): Shape => ({ shape: name, fits });
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const nowS = () => Date.now() / 1000;

export const TEXT = shape('a text', (value) => typeof value === 'string' && value !== '');
/** Any language codes: which languages a server has depends on its set-up, and GET /health lists them. */
export const SOME_LANGUAGES = shape(
  'source languages of the contract, one or more',
  (value) => Array.isArray(value) && value.length > 0 && value.every((one) => SOURCE_LANGUAGES.includes(one)),
);
export const WHOLE = shape('a whole number, 0 or more', (value) => Number.isInteger(value) && Number(value) >= 0);
export const OBJECT = shape('an object', (v) => typeof v === 'object' && v !== null && !Array.isArray(v));
export const POSITIVE = shape('a number over 0', (value) => isNumber(value) && value > 0);
export const ABSENT = shape('nothing', (value) => value === undefined);
/** Within a day of now, so that a time in milliseconds does not fit. */
export const SECONDS = shape(
  'Unix seconds, whole',
  (value) => Number.isInteger(value) && Math.abs(Number(value) - nowS()) < DAY_S,
);
export const MILLISECONDS = shape(
  'Unix milliseconds',
  (value) => isNumber(value) && Math.abs(value / 1000 - nowS()) < DAY_S,
);
export const between = (low: number, high: number): Shape =>
  shape(`a number from ${low} to ${high}`, (value) => isNumber(value) && value >= low && value <= high);
export const oneOf = (...values: readonly unknown[]): Shape =>
  shape(`one of ${values.map(show).join(' ')}`, (value) => values.includes(value));

export const STATE: Patterns = {
  isActive: true,
  isPaused: false,
  isMuted: false,
  volume: 1,
  lastStateChange: SECONDS,
};

/** @throws Broken that names the member that does not fit. */
export function fits(what: string, got: unknown, pattern: Pattern): void {
  if (isShape(pattern)) {
    if (!pattern.fits(got)) throw new Broken(`${what} to be ${pattern.shape}`, show(got));
  } else if (pattern instanceof RegExp) {
    if (typeof got !== 'string' || !pattern.test(got)) throw new Broken(`${what} to match ${pattern}`, show(got));
  } else if (typeof pattern === 'object' && pattern !== null && !Array.isArray(pattern)) {
    if (!OBJECT.fits(got)) throw new Broken(`${what} to be an object`, show(got));
    for (const [member, inner] of Object.entries(pattern as Patterns)) {
      fits(`${what}.${member}`, (got as Record<string, unknown>)[member], inner);
    }
  } else if (!isDeepStrictEqual(got, pattern)) {
    throw new Broken(`${what} to be ${show(pattern)}`, show(got));
  }
}

/** Checks that the object has these members and no others. @throws Broken */
export function members(what: string, got: unknown, names: readonly string[]): void {
  fits(what, Object.keys(Object(got)).sort(), [...names].sort());
}

/** @throws Broken */
export function holds(expected: string, condition: boolean, got: unknown): void {
  if (!condition) throw new Broken(expected, show(got));
}

/** @returns a value on one line, cut if it is long. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function isShape(pattern: Pattern): pattern is Shape {
  return typeof pattern === 'object' && pattern !== null && 'shape' in pattern && typeof pattern.fits === 'function';
}
