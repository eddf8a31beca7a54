/** A check that asks the server through its public address. */
import { CHECK_TIMEOUT_MS, type Check, type Finding, type Need, type Surroundings } from '../check.ts';
import { UnreachableError } from './connect-error.ts';
import { RefusedError } from './open-socket.ts';
import { fixForUpgrade } from './proxy-fixes.ts';
import { noConnection } from './silence.ts';

/** Where nobody is reached, or no socket opens, each check fails, and one says what to do. */
const SEE_REACH = 'See the check "reach".';
const SEE_UPGRADE = 'See the check "upgrade".';

/** A check that has waited for this long looks whether a connection opens, ms. */
const LOOK_AFTER_MS = 3_500;
/** Before the check's time is over, ms. */
const LOOK_MARGIN_MS = 300;

export interface PublicCheck extends Omit<Check, 'needs' | 'run'> {
  /** Beside the network and the address. */
  readonly needs?: readonly Need[];
  /** What to do when nobody is reached. */
  readonly fixWhenUnreachable?: string;
  /** @param url The public address. */
  readonly run: (url: string, signal: AbortSignal, surroundings: Surroundings) => Promise<Finding>;
}

export function publicCheck({ needs = [], fixWhenUnreachable = SEE_REACH, run, ...check }: PublicCheck): Check {
  return {
    ...check,
    needs: ['network', 'url', ...needs],
    async run(surroundings, signal) {
      if (surroundings.url === undefined) return { verdict: 'skipped', said: 'there is no public address' };
      const ended = new AbortController();
      const patience = {
        afterMs: LOOK_AFTER_MS,
        withinMs: (check.timeoutMs ?? CHECK_TIMEOUT_MS) - LOOK_AFTER_MS - LOOK_MARGIN_MS,
      };
      try {
        const silence = noConnection(surroundings.url, patience, AbortSignal.any([signal, ended.signal]));
        return toPlainText(await Promise.race([run(surroundings.url, signal, surroundings), silence]));
      } catch (error) {
        if (error instanceof UnreachableError) return toPlainText(failure(error, fixWhenUnreachable));
        if (error instanceof RefusedError) {
          return toPlainText(failure(error, fixForUpgrade(error.answer).fix ?? SEE_UPGRADE));
        }
        throw error;
      } finally {
        ended.abort();
      }
    },
  };
}

function failure({ message }: Error, fix: string): Finding {
  return { verdict: 'failed', said: message, fix };
}

/** Whoever answers at the address may have written part of it: it must not control the operator's terminal. */
function toPlainText(finding: Finding): Finding {
  return { ...finding, said: finding.said.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim() };
}
