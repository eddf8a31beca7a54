/** `node dist/server doctor`: says what is wrong with the server's surroundings, and what to do. Changes nothing. */
import { createColors } from 'picocolors';
import type { ConfigResult } from '../config/config.ts';
import type { AnyCheck, Finding } from './check.ts';
import { toErrorLine } from './error-line.ts';
import { type DoctorOptions, readOptions } from './options.ts';
import { createRedaction } from './redaction.ts';
import { countVerdicts, helpText, jsonReport, listText, outcomeLines, skippedLines, summaryLine } from './report.ts';
import { type Outcome, runChecks } from './runner.ts';

export interface DoctorDeps {
  readonly checks: readonly AnyCheck[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readConfig: (environment: Readonly<Record<string, string | undefined>>) => ConfigResult;
  /** Loads the code of the checks that need AWS. */
  readonly prepare: () => Promise<unknown>;
  readonly hasColours: boolean;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Ends every check, and what is written: what a stopped check finds is not true. */
  readonly stop: AbortSignal;
}

/** @returns the exit code: 0 nothing failed, 1 a check failed, 2 wrong usage. Never rejects. */
export async function runDoctor(args: readonly string[], deps: DoctorDeps): Promise<0 | 1 | 2> {
  const { checks, environment } = deps;
  const asked = readOptions(
    args,
    environment,
    checks.map(({ id }) => id),
  );
  if (asked.kind === 'wrong') {
    const redact = createRedaction(environment, []);
    deps.writeError(`rostrum doctor: ${redact(asked.problem)} (--help lists the options)\n`);
    return 2;
  }
  if (asked.kind === 'run') return await examine(asked.options, deps);
  deps.write(asked.kind === 'help' ? helpText() : listText(checks));
  return 0;
}

async function examine(options: DoctorOptions, deps: DoctorDeps): Promise<0 | 1> {
  const { environment, now, prepare, stop } = deps;
  const write = (text: string) => {
    if (!stop.aborted) deps.write(text);
  };
  const { only, url, token, isJson } = options;
  const chosen = deps.checks.filter(({ id }) => only === undefined || only.includes(id));
  const width = Math.max(...chosen.map(({ id }) => id.length));
  const redact = createRedaction(environment, [token]);
  const colours = createColors(deps.hasColours);
  const beganAt = now();
  const onOutcome = (outcome: Outcome) => {
    if (!isJson) write(outcomeLines(redacted(outcome, redact), width, colours));
  };
  const config = readQuietly(deps);
  const means = { ...options, config, environment, url, token };
  const outcomes = (await runChecks(chosen, means, { onOutcome, prepare, now, stop })).map((each) =>
    redacted(each, redact),
  );
  const ms = Math.round(now() - beganAt);
  write(isJson ? jsonReport(outcomes, ms) : skippedLines(outcomes, colours) + summaryLine(outcomes, ms, colours));
  return countVerdicts(outcomes).failed > 0 ? 1 : 0;
}

/** A configuration that cannot be read is the finding of a check, never the end of the doctor. */
function readQuietly({ readConfig, environment }: DoctorDeps): ConfigResult {
  try {
    return readConfig(environment);
  } catch (error) {
    return { ok: false, problems: [toErrorLine(error)] };
  }
}

function redacted(outcome: Outcome, redact: (text: string) => string): Outcome {
  const { finding } = outcome;
  // Secrets first: one may have several lines.
  const said = redact(finding.said).replaceAll(/\s+/g, ' ').trim();
  const clean: Finding =
    'fix' in finding && finding.fix !== undefined
      ? { ...finding, said, fix: redact(finding.fix) }
      : { ...finding, said };
  return { ...outcome, finding: clean };
}
