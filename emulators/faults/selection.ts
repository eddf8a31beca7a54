/** Which calls or streams a rule of a fault plan is for: the schema, and the choice. Injects nothing. */
import Type, { type Static } from 'typebox';

const Ordinal = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

/** Every member given must hold; none given means every one. Services add members of their own. */
export const SELECTION_MEMBERS = {
  /** The one with this number, counted from 1 since the endpoint started. */
  ordinal: Type.Optional(Ordinal),
  /** The one with this number, counted from 1 since the plan was put in force. */
  nth: Type.Optional(Ordinal),
  /** A range of the same count, both ends included. */
  from: Type.Optional(Ordinal),
  to: Type.Optional(Ordinal),
  /** At most so many of those that match. */
  next: Type.Optional(Ordinal),
  /** 0 to 1; drawn from the plan's seed. */
  probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
} as const;

/** A list of names, any of which matches. */
export const Names = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 1, maxItems: 100 });

const Selection = Type.Object(SELECTION_MEMBERS);
export type Selection = Static<typeof Selection>;

/** One call or stream that a rule may choose. */
export interface Candidate {
  /** From 1 since the endpoint started. */
  readonly ordinal: number;
  /** From 1 since the plan was put in force. */
  readonly nth: number;
}

/** Chooses for one rule, and counts what it has chosen. */
export class Selector {
  readonly #selection: Selection;
  readonly #random: () => number;
  #chosen = 0;

  /** @param random 0 to 1, for `probability`. */
  constructor(selection: Selection, random: () => number) {
    this.#selection = selection;
    this.#random = random;
  }

  get chosen(): number {
    return this.#chosen;
  }

  /** To be asked once per candidate, and only for those that the service's own members match. */
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

/** Whether one of `actual` is named; everything is where no names are given. */
export function isNamed(names: readonly string[] | undefined, ...actual: readonly (string | undefined)[]): boolean {
  return names === undefined || actual.some((name) => name !== undefined && names.includes(name));
}
