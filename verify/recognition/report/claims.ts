/** Claims about embedded mode's preferred recogniser, and whether a run confirms them. Pure. */

import type { Contender, EngineReport } from '../runs/engine-report.ts';
import type { Distribution } from '../scoring/distribution.ts';
import type { RunReport } from './run-report.ts';

export interface Claim {
  /** The claim in words, with its limit. */
  readonly text: string;
  readonly measured: string;
  readonly holds: boolean;
  /** True: the claim is about a time, which a busy machine distorts. */
  readonly isTimed: boolean;
}

export const MAX_PEOPLE_RATE = 0.08;
export const MAX_FINAL_P90_MS = 900;
export const MAX_PARTIAL_P90_MS = 300;
export const NOT_SHOWN = 'not shown';
const CLAIMED = 'moonshine';

/** Claims about all engines that were asked for. For a missing engine no claim holds. */
export function claimsOfRun({ asked, engines }: Pick<RunReport, 'asked' | 'engines'>): Claim[] {
  return asked.filter(isClaimed).flatMap((contender) => {
    const report = engines.find(({ asr, stability }) => asr === contender.asr && stability === contender.stability);
    if (report !== undefined) return toClaims(report);
    const text = `${nameOf(contender)}: understands people, answers in time, revises no stable word`;
    return [{ text, measured: NOT_SHOWN, holds: false, isTimed: false }];
  });
}

/** Only Moonshine has claims. A claim that was not measured does not hold. */
export function toClaims(report: EngineReport): Claim[] {
  if (!isClaimed(report)) return [];
  const { lags, stable } = report;
  const { people } = report.errors;
  const of = nameOf(report);
  const revised = stable.revised + stable.dropped;
  const spoken = lags.recordings.people + lags.recordings.synthetic;
  return [
    {
      text: `${of}: at most ${percent(MAX_PEOPLE_RATE)} word error on people`,
      measured: people === undefined ? NOT_SHOWN : `${percent(people.rate)} of ${people.words} words`,
      holds: people !== undefined && people.words > 0 && people.rate <= MAX_PEOPLE_RATE,
      isTimed: false,
    },
    limitOf(`${of}: finals p90 within ${seconds(MAX_FINAL_P90_MS)}`, lags.final, MAX_FINAL_P90_MS),
    limitOf(`${of}: partials p90 within ${seconds(MAX_PARTIAL_P90_MS)}`, lags.partial, MAX_PARTIAL_P90_MS),
    {
      text: `${of}: no recording without a final`,
      measured: spoken === 0 ? NOT_SHOWN : `${lags.unanswered} of ${spoken}`,
      holds: spoken > 0 && lags.unanswered === 0,
      isTimed: false,
    },
    {
      text: `${of}: no stable word revised`,
      measured: stable.words === 0 ? NOT_SHOWN : `${revised} of ${stable.words}`,
      holds: stable.words > 0 && revised === 0,
      isTimed: false,
    },
  ];
}

function limitOf(text: string, { count, p90Ms }: Distribution, mostMs: number): Claim {
  const measured = p90Ms === undefined ? NOT_SHOWN : `${seconds(p90Ms)} (n = ${count})`;
  return { text, measured, holds: p90Ms !== undefined && p90Ms <= mostMs, isTimed: true };
}

const isClaimed = ({ asr }: Contender) => asr === CLAIMED;
const nameOf = ({ name, stability }: Contender) => `${name} (${stability})`;
export const percent = (rate: number | undefined) => (rate === undefined ? '–' : `${(rate * 100).toFixed(1)} %`);
export const seconds = (ms: number | null | undefined) => (ms == null ? '–' : `${(ms / 1_000).toFixed(2)} s`);
