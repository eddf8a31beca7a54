/** One promise of the page, and what a check of it may use. */
import type { ConditionName } from './conditions.ts';
import type { Stage } from './stage.ts';

export interface Promised {
  /** Section of the page, a dot, a slug. */
  readonly id: string;
  /** The page's words, or a short form of them. */
  readonly claim: string;
  /** Under which settings it shows. */
  readonly under: ConditionName;
  /** Promises of one name are checked one after another: they disturb the server they share. */
  readonly alone?: string;
  /** Checked when all others are: it looks at everything the suite has seen. */
  readonly last?: boolean;
  /** Resolves where the promise holds. Rejects with Broken or Skipped; with anything else, the check itself failed. */
  readonly check: (stage: Stage) => Promise<void>;
}

type Terms = Partial<Pick<Promised, 'under' | 'alone' | 'last'>>;

/** A promise that shows under the defaults, unless the terms say otherwise. */
export function promised(id: string, claim: string, check: Promised['check'], terms: Terms = {}): Promised {
  return { under: 'standard', ...terms, id, claim, check };
}
