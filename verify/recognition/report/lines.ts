/** Lines for a terminal, other than the table. Pure. */
import type { EnduranceReport, MinuteReport } from '../runs/endurance-report.ts';
import type { EngineReport } from '../runs/engine-report.ts';
import type { FullHouseReport } from '../runs/full-house.ts';
import { percent, seconds } from './claims.ts';

/** The spoken and the recognised text of recordings with errors, both in the form in which they are compared. */
export function errorLines({ name, stability, recordings }: EngineReport): string[] {
  return recordings
    .filter(({ errors }) => errors.rate > 0)
    .flatMap(({ id, spoken, recognised, errors }) => [
      `${name} (${stability})  ${id}  ${percent(errors.rate)}`,
      `  said   ${spoken}`,
      `  heard  ${recognised}`,
    ]);
}

export function minuteLine({ minute, processes, recycles, finalP90Ms }: MinuteReport): string {
  const memory = processes.map(({ name, pid, mebibytes }) => `${name} ${pid}: ${mebibytes} MiB`).join(', ');
  return `${String(minute).padStart(4)} min  ${memory}; final p90 ${seconds(finalP90Ms)}; ${recycles} recycled`;
}

export function enduranceLines(report: EnduranceReport): string[] {
  const { engine, minutes, speakers, memoryMiB, memoryBoundMiB, processes, finals, finalP90Ms, latestChunkMs } = report;
  const { recycles, stable, recordings, unanswered, errors, heard } = report;
  const mostOf = (kind: 'endpoint' | 'engine') => {
    const own = processes.filter((one) => one.kind === kind);
    const most = Math.max(0, ...own.flatMap(({ mostMiB }) => mostMiB));
    return own.length === 0 ? [] : [`${kind} at most ${most} MiB, bound ${own[0]?.boundMiB}`];
  };
  return [
    `${engine}, ${speakers} ${speakers === 1 ? 'speaker' : 'speakers'} for ${minutes} min`,
    `memory      ${memoryMiB.join(' / ')} MiB at most in each quarter; bound ${memoryBoundMiB}`,
    `final p90   ${finalP90Ms.map(seconds).join(' / ')} in each quarter (n = ${finals.join(' / ')}); audio held back at most ${latestChunkMs} ms`,
    `processes   ${[`${recycles} recycled`, ...mostOf('endpoint'), ...mostOf('engine')].join('; ')}`,
    `words       ${percent(errors.rate)} of ${errors.words} wrong (${errors.substitutions} other, ${errors.deletions} missing, ${errors.insertions} too many); ${unanswered} of ${recordings} recordings (${heard}) without a final of their own`,
    `stable      ${stable.revised} of ${stable.words} revised`,
  ];
}

export function fullHouseLines({ engine, speakers, nextOne }: FullHouseReport): string[] {
  return [
    `${engine}, ${speakers.length} at once`,
    ...speakers.map(({ recordings, worstMs, unanswered, error }, i) => {
      const told = `${recordings} recordings, longest wait for a final ${seconds(worstMs)}, ${unanswered} without one`;
      return `speaker ${String(i + 1).padStart(2)}  ${error ?? told}`;
    }),
    `the next one: ${nextOne.refusal ?? 'was let in'} after ${nextOne.afterMs} ms`,
  ];
}
