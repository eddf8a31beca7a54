/** The whole run: all arenas one after the other, and one report. */
import { ARENAS } from './arenas.ts';
import { type FightReport, fight } from './fight.ts';
import { type Finding, Findings } from './findings.ts';
import type { FuzzOptions } from './options.ts';
import { SERVICES_DIED } from './target-server.ts';

export interface FuzzReport {
  readonly seed: number;
  readonly frames: number;
  /** How often a server, or the process with its local services, ended by itself. */
  readonly crashes: number;
  readonly findings: readonly Finding[];
  readonly fights: readonly FightReport[];
}

export const ATTACK_NAMES: readonly string[] = [
  ...new Set(ARENAS.flatMap(({ attacks }) => attacks.map(({ name }) => name))),
];

/** @param onProgress called with the present arena and the number of frames sent in all. */
export async function fuzz(
  { seed, seconds, frames, only }: FuzzOptions,
  onProgress: (arena: string, frames: number) => void = () => {},
): Promise<FuzzReport> {
  const findings = new Findings();
  const fights: FightReport[] = [];
  const arenas = ARENAS.map((arena) => ({
    ...arena,
    attacks: arena.attacks.filter(({ name }) => only.length === 0 || only.includes(name)),
  })).filter(({ attacks }) => attacks.length > 0);
  const shares = arenas.reduce((sum, { share }) => sum + share, 0);
  for (const arena of arenas) {
    const share = arena.share / shares;
    const budget = {
      frames: frames === undefined ? undefined : Math.ceil(frames * share),
      ms: seconds === undefined ? undefined : seconds * 1000 * share,
    };
    const before = fights.reduce((sum, report) => sum + report.frames, 0);
    const progress = (thrown: number) => onProgress(arena.name, before + thrown);
    fights.push(await fight({ arena, budget, seed, findings, onProgress: progress }));
  }
  return {
    seed,
    frames: fights.reduce((sum, report) => sum + report.frames, 0),
    crashes: findings
      .all()
      .filter(({ kind }) => kind === 'the server died' || kind === SERVICES_DIED)
      .reduce((sum, { count }) => sum + count, 0),
    findings: findings.all(),
    fights,
  };
}
