/** The calls or streams that a rule of a fault plan is for: the schema, and the choice. Injects nothing. */
import Type, { type Static } from 'typebox';

const Ordinal = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

/** All members that are given must hold. No member: every call or stream. Services add members of their own. */
export const SELECTION_MEMBERS = {
  /** The call or stream with this number, counted from 1 since the endpoint started. */
  ordinal: Type.Optional(Ordinal),
  /** The call or stream with this number, counted from 1 since the plan was put in force. */
  nth: Type.Optional(Ordinal),
  /** The range `from` to `to` of the same count, with both ends. */
  from: Type.Optional(Ordinal),
  to: Type.Optional(Ordinal),
  /** At most this many of those that match. */
  next: Type.Optional(Ordinal),
  /** 0 to 1. The random numbers follow the plan's seed. */
  probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
} as const;

/** A list of names. Any of them matches. */
export const Names = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 1, maxItems: 100 });

const Selection = Type.Object(SELECTION_MEMBERS);
export type Selection = Static<typeof Selection>;

/** One call or stream that a rule may choose. */
export interface Candidate {
  /** Counted from 1 since the endpoint started. */
  readonly ordinal: number;
  /** Counted from 1 since the plan was put in force. */
  readonly nth: number;
}

/** Chooses for one rule, and counts what it has chosen. */
export class Selector {
  readonly #selection: Selection;
  readonly #random: () => number;
  #chosen = 0;

  /** @param random gives 0 to 1, for `probability`. */
  constructor(selection: Selection, random: () => number) {
    this.#selection = selection;
    this.#random = random;
  }

  get chosen(): number {
    return this.#chosen;
  }

  /** To be called once for each candidate, and only for candidates that match the service's own members. */
  chooses({ ordinal, nth }: Candidate): boolean {
    const { ordinal: only, nth: number, from = 1, to = Number.POSITIVE_INFINITY, next, probability } = this.#selection;
    if (only !== undefined && ordinal !== only) return false;
    if (number !== undefined && nth !== number) return false;
    if (nth < from || nth > to) return false;
    if (next !== undefined && this.#chosen >= next) return false;
    if (probability !== undefined && this.#random() >= probability) return false;
    this.#chosen += 1;
    return true;
  }
}

/** Whether one of `actual` is in `names`. Always true if no names are given. */
export function isNamed(names: readonly string[] | undefined, ...actual: readonly (string | undefined)[]): boolean {
  return names === undefined || actual.some((name) => name !== undefined && names.includes(name));
}
