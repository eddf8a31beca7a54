/**
 * What the doctor examines, as a table: each check claims something of the server's surroundings, tries it, and knows what to
 * do when it does not hold. A finding never contains a secret.
 */
import type { Config } from '../config/config.ts';

/** What one check found. `said` is one line: what was seen, with the figures. */
export type Finding =
  | { readonly verdict: 'passed' | 'skipped'; readonly said: string }
  /** `fix`: what to do, where it is more exact than the check's own. A warning does not change the exit code. */
  | { readonly verdict: 'warned' | 'failed'; readonly said: string; readonly fix?: string };

/** What a check may need beside the configuration. A check whose needs are not met is skipped, and says which is missing. */
export type Need =
  /** AWS mode: there are real tables, a real pipeline and a real Transcribe. */
  | 'aws'
  /** The network: not with --offline. */
  | 'network'
  /** The public address, from --url. */
  | 'url'
  /** A speaker's token, from --token. */
  | 'token'
  /** --paid: it costs money. */
  | 'paid'
  /** --slow: it takes minutes. */
  | 'slow';

export interface Surroundings {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Public address of the server, http(s)://…, without a slash at its end. Defined for checks that need `url`. */
  readonly url: string | undefined;
  /** Defined for checks that need `token`. */
  readonly token: string | undefined;
}

export interface Check {
  /** Short and stable: for --only, and for scripts that read --json. */
  readonly id: string;
  /** What holds when the check passes, as a sentence. */
  readonly claim: string;
  /** What to do when it fails, as a sentence that begins with a verb. */
  readonly fix: string;
  readonly needs: readonly Need[];
  /** How long it may take, ms. Default CHECK_TIMEOUT_MS. */
  readonly timeoutMs?: number;
  /** @param signal is aborted when its time is over. May reject: the check has failed then, with the error's message. */
  run(surroundings: Surroundings, signal: AbortSignal): Promise<Finding>;
}

/** A check that works with a configuration that cannot be read, too: it looks at the machine, or at the configuration itself. */
export interface IndependentCheck extends Omit<Check, 'run'> {
  readonly ignoresConfig: true;
  run(surroundings: Omit<Surroundings, 'config'>, signal: AbortSignal): Promise<Finding>;
}

export type AnyCheck = Check | IndependentCheck;

/** For a check without a time of its own, ms. */
export const CHECK_TIMEOUT_MS = 5_000;
