/** The report as lines for a reader. Pure. */
import type { FightReport } from './fight.ts';
import type { FuzzReport } from './fuzz.ts';

const ANSWERS_SHOWN = 12;

export function toLines(report: FuzzReport): string[] {
  const { seed, frames, crashes, findings, fights } = report;
  return [
    `${frames.toLocaleString('en')} frames, ${crashes} crashes, ${findings.length} findings (seed ${seed})`,
    ...fights.flatMap((one) => ['', ...linesOfFight(one)]),
    ...findings.flatMap(({ kind, count, attack, example }) => [
      '',
      `FINDING  ${kind} (${count}x; first by ${attack})`,
      `         ${example}`,
    ]),
  ];
}

function linesOfFight({ arena, frames, attackSeconds, answers, memory, bystander }: FightReport): string[] {
  const lines = [`A server ${arena}: ${frames.toLocaleString('en')} frames in ${attackSeconds.toFixed(1)} s`];
  const most = Object.entries(answers).slice(0, ANSWERS_SHOWN);
  lines.push(`  answered   ${most.map(([kind, count]) => `${kind} ${count}`).join(', ')}`);
  if (memory) {
    const { liveBefore, liveAfterWarmUp, liveAfter, peakResident } = memory;
    lines.push(
      `  memory     live ${mib(liveBefore)} before, ${mib(liveAfterWarmUp)} after the first assault, ${mib(liveAfter)} ` +
        `after the second; resident at most ${mib(peakResident)}`,
    );
  }
  if (bystander) {
    const { latencies, chunks, acknowledged, missing, doubled } = bystander;
    const { before, attack } = latencies;
    const ratio = before.p99Ms > 0 ? ` (${(attack.p99Ms / before.p99Ms).toFixed(1)} times)` : '';
    lines.push(
      `  bystander  ${acknowledged} of ${chunks} chunks acknowledged, ${missing} blocks missing, ${doubled} doubled`,
      `             acknowledged within p50 ${before.p50Ms} ms, p99 ${before.p99Ms} ms before; ` +
        `p50 ${attack.p50Ms} ms, p99 ${attack.p99Ms} ms${ratio}, at most ${attack.maxMs} ms under attack`,
    );
  }
  return lines;
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
