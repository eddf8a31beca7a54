/** Makes the checks, in parallel. A check that throws, rejects or hangs has failed, and costs no other check anything. */
import type { ConfigResult } from '../config/config.ts';
import { type AnyCheck, CHECK_TIMEOUT_MS, type Finding, type Need } from './check.ts';
import { toErrorLine } from './error-line.ts';
import { TOKEN_VARIABLE } from './options.ts';

export interface Outcome {
  readonly check: AnyCheck;
  readonly finding: Finding;
  /** How long it took. */
  readonly ms: number;
}

/** What the checks may use. */
export interface Means {
  readonly config: ConfigResult;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly isOffline: boolean;
  readonly mayPay: boolean;
  readonly isSlow: boolean;
}

export interface RunnerDeps {
  /** Called as each check ends. */
  readonly onOutcome: (outcome: Outcome) => void;
  /** Loads the code of the checks that need AWS, before their time begins. */
  readonly prepare: () => Promise<unknown>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Ends every check: the doctor has been told to stop. */
  readonly stop: AbortSignal;
}

/** @returns one outcome for each check, in their order. Never rejects. */
export async function runChecks(checks: readonly AnyCheck[], means: Means, deps: RunnerDeps): Promise<Outcome[]> {
  const reasons = new Map(checks.map((check) => [check, reasonToSkip(check, means)]));
  const isLoading = checks.some((check) => check.needs.includes('aws') && reasons.get(check) === undefined);
  // Without the code, each of its checks says so itself.
  const ready = isLoading
    ? later()
        .then(deps.prepare)
        .catch(() => {})
    : Promise.resolve();
  return Promise.all(
    checks.map(async (check) => {
      const reason = reasons.get(check);
      // Loading code keeps this process busy: a check whose time runs meanwhile would fail without a fault of its own.
      if (reason === undefined && reachesOut(check)) await ready;
      const beganAt = deps.now();
      const finding: Finding =
        reason === undefined ? await makeCheck(check, means, deps.stop) : { verdict: 'skipped', said: reason };
      const outcome = { check, finding, ms: Math.round(deps.now() - beganAt) };
      deps.onOutcome(outcome);
      return outcome;
    }),
  );
}

/** After the checks of this machine, which take a moment, have begun. */
function later(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const NETWORK_NEEDS: readonly Need[] = ['network', 'aws', 'url'];

function reachesOut({ needs }: AnyCheck): boolean {
  return needs.some((need) => NETWORK_NEEDS.includes(need));
}

/** @returns undefined for a check that can be made. */
function reasonToSkip(check: AnyCheck, means: Means): string | undefined {
  const { config, isOffline, mayPay, isSlow, url, token } = means;
  if (!('ignoresConfig' in check) && !config.ok) return 'the configuration cannot be read (see config)';
  if (isOffline && reachesOut(check)) return 'it uses the network (--offline)';
  const missing: Readonly<Record<Need, string | undefined>> = {
    aws: config.ok && config.config.mode !== 'aws' ? 'embedded mode uses no AWS account' : undefined,
    network: undefined,
    url: url === undefined ? 'it needs the public address (--url)' : undefined,
    token: token === undefined ? `it needs a speaker’s token (${TOKEN_VARIABLE})` : undefined,
    paid: mayPay ? undefined : 'it costs money (--paid)',
    slow: isSlow ? undefined : 'it takes minutes (--slow)',
  };
  return check.needs.map((need) => missing[need]).find((reason) => reason !== undefined);
}

async function makeCheck(
  check: AnyCheck,
  { config, environment, url, token }: Means,
  stop: AbortSignal,
): Promise<Finding> {
  const timeoutMs = check.timeoutMs ?? CHECK_TIMEOUT_MS;
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => {
      resolve({ verdict: 'failed', said: `it gave no answer within ${timeoutMs / 1_000} s` });
      ending.abort(new Error('the time of this check is over'));
    }, timeoutMs);
  });
  const surroundings = { environment, url, token };
  const signal = AbortSignal.any([ending.signal, stop]);
  const run = async (): Promise<Finding> => {
    if ('ignoresConfig' in check) return await check.run(surroundings, signal);
    // Checked before: without a configuration this check is skipped.
    if (!config.ok) throw new Error('the configuration cannot be read');
    return await check.run({ ...surroundings, config: config.config }, signal);
  };
  const made = run().catch((error: unknown): Finding => ({ verdict: 'failed', said: toErrorLine(error) }));
  const finding = await Promise.race([made, late]);
  clearTimeout(timer);
  return finding;
}
