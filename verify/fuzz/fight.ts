/** Runs one arena: starts a server and a bystander, attacks twice, then checks what is left in the server. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arena } from './arenas.ts';
import { Assault, type Budget } from './assault.ts';
import { Bystander } from './bystander.ts';
import type { BystanderReport } from './bystander-messages.ts';
import type { Findings } from './findings.ts';
import type { MemoryReport } from './probed-server.ts';
import { type Effort, Tally } from './tally.ts';
import { TargetServer } from './target-server.ts';

/** How long the bystander speaks alone before the attacks. */
const ALONE_MS = 2_500;
/** Share of the first assault. After it, caches are full and code is compiled, so memory is at its usual level. */
const WARM_UP_SHARE = 0.35;
const QUIET_WITHIN_MS = 45_000;
/** Longest wait for the usual level: the bystander's session and the tables take up to 10 MiB more at times. */
const MEMORY_RETURNS_WITHIN_MS = 15_000;
const POLL_MS = 100;
const BYSTANDERS_OWN = { sessions: 1, connections: 2 } as const;
/** Growth of live memory that is allowed between the ends of the assaults, because the bystander's session goes on. */
const MAX_GROWTH_BYTES = 24 * 1024 * 1024;

export interface FightReport {
  readonly arena: string;
  readonly frames: number;
  readonly attackSeconds: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly efforts: Readonly<Record<string, Effort>>;
  /** Undefined: the server died before. */
  readonly memory: MemoryLevels | undefined;
  readonly bystander: BystanderReport | undefined;
}

/** In bytes. Live memory is measured after a full garbage collection, when every attacker has left. */
export interface MemoryLevels {
  readonly liveBefore: number;
  readonly liveAfterWarmUp: number;
  readonly liveAfter: number;
  readonly peakResident: number;
}

export interface FightOptions {
  readonly arena: Arena;
  readonly budget: Budget;
  readonly seed: number;
  readonly findings: Findings;
  /** Called regularly with the number of frames sent so far. */
  readonly onProgress: (frames: number) => void;
}

export async function fight({ arena, budget, seed, findings, onProgress }: FightOptions): Promise<FightReport> {
  const tally = new Tally();
  const server = await TargetServer.start({ environment: arena.environment, findings });
  const progress = setInterval(() => onProgress(tally.frames), 250);
  const assault = new Assault({ server, arena: arena.name, attacks: arena.attacks, seed, findings, tally });
  let bystander: Bystander | undefined;
  let memory: MemoryLevels | undefined;
  let told: BystanderReport | undefined;
  let attackMs = 0;
  const attack = async (share: number) => {
    const startedAt = performance.now();
    bystander?.phase('attack');
    await assault.run(shareOf(budget, share));
    bystander?.phase('after');
    attackMs += performance.now() - startedAt;
  };
  try {
    bystander = await Bystander.start(server.port);
    await sleep(ALONE_MS);
    const { liveBytes: liveBefore } = await server.memory();
    await attack(WARM_UP_SHARE);
    for (const connection of assault.leftBehind.splice(0)) void connection.destroy();
    await quiet(server, findings);
    const { liveBytes: liveAfterWarmUp } = await server.memory();
    await attack(1 - WARM_UP_SHARE);
    await quiet(server, findings);
    await abandoned(assault, findings);
    const most = liveAfterWarmUp + MAX_GROWTH_BYTES;
    const { liveBytes: liveAfter, peakBytes: peakResident } = await memoryOnceBelow(server, most);
    memory = { liveBefore, liveAfterWarmUp, liveAfter, peakResident };
    if (liveAfter > most) {
      findings.add('memory did not return', JSON.stringify(memory), arena.name);
    }
    told = await bystander.finish();
    judgeBystander(told, findings, arena.name);
  } catch (error) {
    // The end of the server is reported below, with its reason.
    if (server.isAlive) findings.add('the arena could not be completed', String(error), arena.name);
  } finally {
    clearInterval(progress);
    for (const connection of assault.leftBehind) void connection.destroy();
    bystander?.kill();
    const wasAlive = server.isAlive;
    const how = await server.stop();
    const shown = [how, ...server.lastWords].join('\n');
    if (!wasAlive) findings.add('the server died', shown, arena.name);
    else if (how !== '0') findings.add('the server did not end properly', shown, arena.name);
  }
  onProgress(tally.frames);
  return {
    arena: arena.name,
    frames: tally.frames,
    attackSeconds: attackMs / 1000,
    answers: tally.answers(),
    efforts: tally.efforts(),
    memory,
    bystander: told,
  };
}

function shareOf({ frames, ms }: Budget, share: number): Budget {
  const part = (whole: number | undefined) => (whole === undefined ? undefined : Math.ceil(whole * share));
  return { frames: part(frames), ms: part(ms) };
}

/** Waits until the server holds only the bystander's session. The server must notice vanished clients by itself. */
async function quiet(server: TargetServer, findings: Findings): Promise<void> {
  const deadline = performance.now() + QUIET_WITHIN_MS;
  for (;;) {
    const gauges = await server.gauges();
    const { sessions, connections } = BYSTANDERS_OWN;
    if (gauges.sessions === sessions && gauges.connections === connections) return;
    if (performance.now() > deadline) {
      findings.add('sessions or connections were not removed', JSON.stringify(gauges), 'after an assault');
      return;
    }
    await sleep(POLL_MS);
  }
}

/** Waits until live memory is at most this. @returns the last measurement, also when the time is over. */
async function memoryOnceBelow(server: TargetServer, mostBytes: number): Promise<MemoryReport> {
  const deadline = performance.now() + MEMORY_RETURNS_WITHIN_MS;
  for (;;) {
    const report = await server.memory();
    if (report.liveBytes <= mostBytes || performance.now() > deadline) return report;
    await sleep(POLL_MS);
  }
}

/** Checks that the server has ended all connections that were left to it, including those with incomplete requests. */
async function abandoned({ leftBehind }: Assault, findings: Findings): Promise<void> {
  // Reading starts again, because the end of the stream comes after the data.
  for (const { socket } of leftBehind) socket.resume();
  const all = Promise.all(leftBehind.map(({ closed }) => closed));
  await Promise.race([all, sleep(QUIET_WITHIN_MS, undefined, { ref: false })]);
  const open = leftBehind.filter(({ isClosed }) => !isClosed).length;
  if (open > 0) findings.add('half-open connections were not ended', `${open} of ${leftBehind.length}`, 'half-open');
}

function judgeBystander(report: BystanderReport, findings: Findings, arena: string): void {
  const { chunks, acknowledged, refused, missing, doubled, complaints } = report;
  const shown = JSON.stringify({ chunks, acknowledged, refused, missing, doubled, complaints });
  if (acknowledged !== chunks || refused > 0)
    findings.add("not all of the bystander's audio was accepted", shown, arena);
  if (missing > 0) findings.add("the bystander's speech was lost", shown, arena);
  if (doubled > 0) findings.add("the bystander's speech was doubled", shown, arena);
  if (complaints.length > 0) findings.add('the bystander was affected', shown, arena);
}
