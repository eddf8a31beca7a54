/** A check that asks the server through its public address. */
import type { Check, Finding, Need, Surroundings } from '../check.ts';

export interface PublicCheck extends Omit<Check, 'needs' | 'run'> {
  /** Beside the network and the address. */
  readonly needs?: readonly Need[];
  /** @param url The public address. */
  readonly run: (url: string, signal: AbortSignal, surroundings: Surroundings) => Promise<Finding>;
}

export function publicCheck({ needs = [], run, ...check }: PublicCheck): Check {
  return {
    ...check,
    needs: ['network', 'url', ...needs],
    async run(surroundings, signal) {
      if (surroundings.url === undefined) return { verdict: 'skipped', said: 'there is no public address' };
      return run(surroundings.url, signal, surroundings);
    },
  };
}
