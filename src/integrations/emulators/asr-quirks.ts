/** Quirks of a local recogniser's results, for tests: what they are, and how they are written in a setting. Pure. */

export interface AsrQuirks {
  /** The times of a word in two recognitions differ by this at most, ms. */
  readonly movedMs?: number | undefined;
  /** The share of the words marked stable, 0 to 1, that are other words in a later result. */
  readonly changedShare?: number | undefined;
  /** No word is marked stable or unstable. */
  readonly unmarked?: boolean | undefined;
  /** No marks in the text. */
  readonly unpunctuated?: boolean | undefined;
  /** Of the random numbers for movedMs and changedShare. Default 1. */
  readonly seed?: number | undefined;
}

export const MAX_MOVED_MS = 1_000;
export const MAX_SEED = 4_294_967_295;

export const QUIRKS_FORM = `moved=MS (1 to ${MAX_MOVED_MS}), changed=SHARE (0 to 1), unmarked, unpunctuated, seed=NUMBER`;

export type AsrQuirksOutcome =
  | { readonly ok: true; readonly quirks: AsrQuirks }
  | { readonly ok: false; readonly problem: string };

/**
 * @param where Named in the problem, such as `EMBEDDED_ASR_QUIRKS`. @param given Quirks separated by commas, such as
 * `moved=60,unmarked`.
 */
export function readAsrQuirks(where: string, given: string): AsrQuirksOutcome {
  let quirks: AsrQuirks = {};
  for (const part of given.split(',').map((each) => each.trim())) {
    const quirk = toQuirk(part);
    if (quirk === undefined) {
      return { ok: false, problem: `${where} takes ${QUIRKS_FORM}, separated by commas, not "${part}"` };
    }
    quirks = { ...quirks, ...quirk };
  }
  return { ok: true, quirks };
}

function toQuirk(part: string): AsrQuirks | undefined {
  if (part === 'unmarked') return { unmarked: true };
  if (part === 'unpunctuated') return { unpunctuated: true };
  const [, name, digits = ''] = /^(moved|changed|seed)=(\d{1,10}|\d?\.\d{1,10})$/.exec(part) ?? [];
  const value = Number(digits);
  const isWhole = Number.isInteger(value);
  if (name === 'moved' && isWhole && value >= 1 && value <= MAX_MOVED_MS) return { movedMs: value };
  if (name === 'changed' && value <= 1) return { changedShare: value };
  if (name === 'seed' && isWhole && value <= MAX_SEED) return { seed: value };
  return undefined;
}
