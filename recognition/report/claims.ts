/** What is promised of the recogniser that embedded mode takes first, and whether a run shows it. Pure. */
import type { EngineReport } from '../runs/engine-report.ts';

export interface Claim {
  /** In words, with its limit. */
  readonly text: string;
  readonly measured: string;
  readonly holds: boolean;
  /** A time, which a busy machine spoils. */
  readonly isTimed: boolean;
}

export const MAX_PEOPLE_RATE = 0.08;
export const MAX_FINAL_P90_MS = 900;
export const MAX_PARTIAL_P90_MS = 300;
const CLAIMED = 'moonshine';

/** None for other engines than Moonshine; of what was not measured nothing is claimed. */
export function claimsOf(report: EngineReport): Claim[] {
  if (report.asr !== CLAIMED) return [];
  const { errors, lags, stable } = report;
  const of = `${report.name} (${report.stability})`;
  const revised = stable.revised + stable.dropped;
  return [
    ...(errors.people === undefined
      ? []
      : [
          {
            text: `${of}: at most ${percent(MAX_PEOPLE_RATE)} word error on people`,
            measured: percent(errors.people.rate),
            holds: errors.people.rate <= MAX_PEOPLE_RATE,
            isTimed: false,
          },
        ]),
    limitOf(`${of}: finals p90 within ${seconds(MAX_FINAL_P90_MS)}`, lags.final.p90Ms, MAX_FINAL_P90_MS),
    limitOf(`${of}: partials p90 within ${seconds(MAX_PARTIAL_P90_MS)}`, lags.partial.p90Ms, MAX_PARTIAL_P90_MS),
    {
      text: `${of}: no stable word revised`,
      measured: `${revised} of ${stable.words}`,
      holds: revised === 0,
      isTimed: false,
    },
  ];
}

function limitOf(text: string, measuredMs: number | undefined, mostMs: number): Claim {
  // Nothing measured is nothing shown.
  const holds = measuredMs !== undefined && measuredMs <= mostMs;
  return { text, measured: seconds(measuredMs), holds, isTimed: true };
}

export const percent = (rate: number | undefined) => (rate === undefined ? '–' : `${(rate * 100).toFixed(1)} %`);
export const seconds = (ms: number | undefined) => (ms === undefined ? '–' : `${(ms / 1_000).toFixed(2)} s`);
