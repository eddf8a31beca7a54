/** One promise of the wire contract, and its check. */
import type { ConditionName } from './conditions.ts';
import type { Need } from './needs.ts';
import type { Stage } from './stage.ts';

export interface Promised {
  /** Section of the contract (CONTRIBUTING.md lists them), a dot, a slug. */
  readonly id: string;
  /** The contract's words, or a short form of them. */
  readonly claim: string;
  /** The settings under which it can be checked. */
  readonly under: ConditionName;
  /** What the server and the way to it must offer for the check. */
  readonly needs?: readonly Need[];
  /** Promises with the same name are checked one after another, because they disturb the server that they share. */
  readonly alone?: string;
  /** True: the check mostly waits, so it begins before the others. */
  readonly isSlow?: boolean;
  /** True: checked after all others, because it examines everything that the suite received. */
  readonly last?: boolean;
  /** Part of the contract that the server does not fulfil yet. The promise is listed, never checked. */
  readonly notYet?: string;
  /** Resolves if the promise holds. Rejects with Broken or Skipped. Any other error means that the check itself failed. */
  readonly check: (stage: Stage) => Promise<void>;
}

type Terms = Partial<Pick<Promised, 'under' | 'needs' | 'alone' | 'isSlow' | 'last'>>;

/** A promise that is checked under the defaults, unless the terms say otherwise. */
export function promised(id: string, claim: string, check: Promised['check'], terms: Terms = {}): Promised {
  return { under: 'standard', ...terms, id, claim, check };
}

/** Gives several promises the same terms. A promise's own terms take precedence. */
export function withTerms(terms: Terms, promises: readonly Promised[]): Promised[] {
  return promises.map((promise) => {
    const needs = [...new Set([...(terms.needs ?? []), ...(promise.needs ?? [])])];
    return { ...terms, ...promise, ...(needs.length > 0 ? { needs } : {}) };
  });
}

/** A promise that the server does not fulfil yet. It is listed with its part of the contract. */
export function notYetPromised(id: string, claim: string, part: string): Promised {
  return { id, claim, under: 'standard', notYet: part, check: async () => {} };
}
