/** The kinds of option that a command can have. Each parses the given values, or refuses them in one line that says what is right. */
import { randomInt } from 'node:crypto';
import { WrongUsage } from './failure.ts';

export interface Option<T> {
  /** The value as the help shows it, such as `30` or `folder`. Undefined: the option takes no value. */
  readonly shown: string | undefined;
  readonly help: string;
  /** @param given all given values, in order; an empty text for a flag that is set. @throws WrongUsage */
  readonly read: (given: readonly string[], flag: string) => T;
}

interface Described<F> {
  readonly shown: string;
  readonly help: string;
  /** The value when the option is absent; the help names it. */
  readonly fallback?: F;
}

interface Limits {
  readonly least: number;
  readonly most?: number;
}

/** An option without a value. */
export function flag(help: string): Option<boolean> {
  return { shown: undefined, help, read: (given) => given.length > 0 };
}

/** Any text except the empty one. */
export function text<F extends string | undefined = undefined>(about: Described<F>): Option<string | F> {
  return single(about, (given, flag) => {
    if (given === '') throw new WrongUsage(`${flag} is empty: it is followed by a ${about.shown}`);
    return given;
  });
}

/** A text that matches a pattern; `form` describes the pattern in the refusal, as in "two letters". */
export function textLike<F extends string | undefined = undefined>(
  pattern: RegExp,
  form: string,
  about: Described<F>,
): Option<string | F> {
  return single(about, (given, flag) => {
    if (!pattern.test(given)) throw new WrongUsage(`${flag} is ${form}, not "${given}"`);
    return given;
  });
}

/** A number in decimal digits, with or without a fraction. */
export function number<F extends number | undefined = undefined>(about: Described<F> & Limits): Option<number | F> {
  return single(about, (given, flag) => within(given, flag, about, 'a number'));
}

/** A whole number in decimal digits. */
export function whole<F extends number | undefined = undefined>(about: Described<F> & Limits): Option<number | F> {
  return single(about, (given, flag) => within(given, flag, about, 'a whole number'));
}

const UNITS_MS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 } as const;

/** A length of time, such as `90s`, with ms, s, min or h. A number without a unit is in `unit`, as is the result. */
export function duration<F extends number | undefined = undefined>(
  unit: keyof typeof UNITS_MS,
  about: Described<F> & Limits & { readonly isWhole?: boolean },
): Option<number | F> {
  return single(about, (given, flag) => {
    const [, digits = given, suffix = unit] = /^(.*?)(ms|s|min|h)$/.exec(given) ?? [];
    const factor = UNITS_MS[suffix as keyof typeof UNITS_MS] / UNITS_MS[unit];
    // Rounds away floating-point errors, as in 0.1 * 3 = 0.30000000000000004.
    const value = String(Number((Number(digits) * factor).toPrecision(12)));
    const isPlain = DECIMAL.test(digits);
    return within(isPlain ? value : given, flag, about, about.isWhole ? 'a whole number' : 'a number', given);
  });
}

/** One of a few values. */
export function choice<T extends string, F extends T | undefined = undefined>(
  of: readonly T[],
  about: Described<F>,
): Option<T | F> {
  return single(about, (given, flag) => oneOf(of, given, flag));
}

/** One of a few values; may be repeated. Undefined if it is not given. */
export function choices<T extends string>(of: readonly T[], about: Described<undefined>): Option<T[] | undefined> {
  return {
    ...about,
    read: (given, flag) => (given.length === 0 ? undefined : given.map((each) => oneOf(of, each, flag))),
  };
}

/** Words separated by commas, without repetitions. `of` has the allowed words, in upper or lower case; undefined: any. */
export function list(
  of: readonly string[] | undefined,
  about: Described<readonly string[]> & { readonly mayBeEmpty?: boolean },
): Option<readonly string[]> {
  return {
    shown: about.shown,
    help: withDefault(about.help, about.fallback?.join(',')),
    read: (given, flag) => {
      const last = given.at(-1);
      if (last === undefined) return about.fallback ?? [];
      const words = last.split(',').map((part) => part.trim());
      const meant = [...new Set(words.map((word) => spelled(word, of)))].filter((word) => word !== '');
      const unknown = of === undefined ? [] : meant.filter((word) => !of.includes(word));
      if (unknown.length > 0) throw new WrongUsage(`${flag}: no ${unknown.join(', ')}; there are ${of?.join(' ')}`);
      if (meant.length === 0 && about.mayBeEmpty !== true) throw new WrongUsage(`${flag} names nothing`);
      return meant;
    },
  };
}

function spelled(word: string, of: readonly string[] = []): string {
  return of.find((known) => known.toLowerCase() === word.toLowerCase()) ?? word;
}

/** Any text; may be repeated. */
export function repeated(about: Described<undefined>): Option<readonly string[]> {
  return { ...about, read: (given) => given };
}

/** The address of a server, without a slash at its end. `ws:` becomes `http:`. */
export function address<F extends string | undefined = undefined>(
  about: Described<F> & { readonly mayHavePath?: boolean },
): Option<string | F> {
  return single(about, (given, flag) => {
    const url = given.replace(/^ws(s?):/, 'http$1:').replace(/\/+$/, '');
    const isMeant = (about.mayHavePath ? /^https?:\/\/[^/]/ : /^https?:\/\/[^/]+$/).test(url) && URL.canParse(url);
    if (!isMeant) throw new WrongUsage(`${flag} is an http or https address, not "${given}"`);
    return url;
  });
}

const MAX_SEED = 0xffff_ffff;

/** The seed of random choices; random if it is not given. */
export function seed(help: string, draw: () => number = () => randomInt(2 ** 32)): Option<number> {
  const given = whole({ shown: '1', help, least: 0, most: MAX_SEED });
  return { ...given, read: (values, flag) => given.read(values, flag) ?? draw() };
}

/** An option with one value. If it is repeated, the last value counts. */
function single<T, F>(about: Described<F>, read: (given: string, flag: string) => T): Option<T | F> {
  return {
    shown: about.shown,
    help: withDefault(about.help, about.fallback),
    read: (given, flag) => {
      const last = given.at(-1);
      // Undefined if there is no fallback: F is then `undefined`.
      return last === undefined ? (about.fallback as F) : read(last, flag);
    },
  };
}

function withDefault(help: string, fallback: unknown): string {
  return fallback === undefined ? help : `${help} (default ${fallback})`;
}

const DECIMAL = /^\d{1,16}(\.\d{1,6})?$/;

function within(given: string, flag: string, { least, most }: Limits, kind: string, shown = given): number {
  const value = DECIMAL.test(given) ? Number(given) : Number.NaN;
  const isMeant =
    value >= least && value <= (most ?? Number.MAX_SAFE_INTEGER) && (kind === 'a number' || Number.isInteger(value));
  const range = most === undefined ? `of ${least} or more` : `from ${least} to ${most}`;
  if (!isMeant) throw new WrongUsage(`${flag} is ${kind} ${range}, not "${shown}"`);
  return value;
}

function oneOf<T extends string>(of: readonly T[], given: string, flag: string): T {
  const found = of.find((each) => each === given);
  if (found !== undefined) return found;
  const words = of.length === 1 ? of[0] : `${of.slice(0, -1).join(', ')} or ${of.at(-1)}`;
  throw new WrongUsage(`${flag} is ${words}, not "${given}"`);
}
