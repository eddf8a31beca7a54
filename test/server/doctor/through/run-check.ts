/** Runs one check as the doctor does, and holds its finding against what every finding must be. */
import assert from 'node:assert/strict';
import { readConfig } from '../../../../src/server/config/config.ts';
import type { Check, Finding } from '../../../../src/server/doctor/check.ts';

export interface RunOptions {
  readonly token?: string;
  /** The doctor's own settings. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A rejection is a failure with the error's message, as the doctor takes it. */
export async function runCheck(check: Check, url: string, options: RunOptions = {}): Promise<Finding> {
  const { environment = {}, signal = AbortSignal.timeout(check.timeoutMs ?? 5_000), token } = options;
  const read = readConfig(environment);
  assert.ok(read.ok);
  const found = await check
    .run({ config: read.config, environment, url, token }, signal)
    .catch((error: Error): Finding => ({ verdict: 'failed', said: error.message }));
  assert.ok(!found.said.includes('\n') && found.said !== '', found.said);
  if (token !== undefined) assert.ok(!JSON.stringify(found).includes(token), 'the token is not printed');
  return found;
}

/** The check must have failed, and have said and advised this. */
export function assertFailed(check: Check, found: Finding, said: RegExp, fix?: RegExp): void {
  assert.equal(found.verdict, 'failed', found.said);
  assert.match(found.said, said);
  if (fix) assert.match(('fix' in found && found.fix) || check.fix, fix);
}
