/** One promise of the page, and what a check of it may use. */
import type { ConditionName } from './conditions.ts';
import type { Need } from './needs.ts';
import type { Stage } from './stage.ts';

export interface Promised {
  /** Section of the page, a dot, a slug. */
  readonly id: string;
  /** The page's words, or a short form of them. */
  readonly claim: string;
  /** Under which settings it shows. */
  readonly under: ConditionName;
  /** What the server and the way to it must offer for it to show. */
  readonly needs?: readonly Need[];
  /** Promises of one name are checked one after another: they disturb the server they share. */
  readonly alone?: string;
  /** It waits for time to pass: begun before the others. */
  readonly isSlow?: boolean;
  /** Checked when all others are: it looks at everything the suite has seen. */
  readonly last?: boolean;
  /** The part of the page that it belongs to, which the server does not promise yet: listed, never checked. */
  readonly notYet?: string;
  /** Resolves where the promise holds. Rejects with Broken or Skipped; with anything else, the check itself failed. */
  readonly check: (stage: Stage) => Promise<void>;
}

type Terms = Partial<Pick<Promised, 'under' | 'needs' | 'alone' | 'isSlow' | 'last'>>;

/** A promise that shows under the defaults, unless the terms say otherwise. */
export function promised(id: string, claim: string, check: Promised['check'], terms: Terms = {}): Promised {
  return { under: 'standard', ...terms, id, claim, check };
}

/** The same terms for several promises; what one of them says itself stands. */
export function withTerms(terms: Terms, promises: readonly Promised[]): Promised[] {
  return promises.map((promise) => {
    const needs = [...new Set([...(terms.needs ?? []), ...(promise.needs ?? [])])];
    return { ...terms, ...promise, ...(needs.length > 0 ? { needs } : {}) };
  });
}

/** A promise of the page that is not kept yet: it is listed with the part it belongs to. */
export function notYetPromised(id: string, claim: string, part: string): Promised {
  return { id, claim, under: 'standard', notYet: part, check: async () => {} };
}
