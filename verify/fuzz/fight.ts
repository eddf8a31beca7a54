/** One arena from start to end: a server, a bystander, two assaults, and what is left of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arena } from './arenas.ts';
import { Assault, type Budget } from './assault.ts';
import { Bystander } from './bystander.ts';
import type { BystanderReport } from './bystander-messages.ts';
import type { Findings } from './findings.ts';
import type { MemoryReport } from './probed-server.ts';
import { type Effort, Tally } from './tally.ts';
import { TargetServer } from './target-server.ts';

/** How long the bystander speaks alone before. */
const ALONE_MS = 2_500;
/** Of an assault, after which memory is taken for the level it keeps: caches are filled, code is compiled. */
const WARM_UP_SHARE = 0.35;
const QUIET_WITHIN_MS = 45_000;
/** At any one moment live memory is up to 10 MiB over its level: what the bystander's session and the tables work on. */
const MEMORY_RETURNS_WITHIN_MS = 15_000;
const POLL_MS = 100;
const BYSTANDERS_OWN = { sessions: 1, connections: 2 } as const;
/** Live memory may grow by so much between the two assaults' ends: the bystander's own session goes on. */
const MAX_GROWTH_BYTES = 24 * 1024 * 1024;

export interface FightReport {
  readonly arena: string;
  readonly frames: number;
  readonly attackSeconds: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly efforts: Readonly<Record<string, Effort>>;
  /** Undefined when the server did not live to tell. */
  readonly memory: MemoryLevels | undefined;
  readonly bystander: BystanderReport | undefined;
}

/** In bytes. Live memory is what is left after a full collection, once every attacker has gone. */
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
  /** Told of the frames thrown so far, now and then. */
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
    // A death is told below, with how it came about.
    if (server.isAlive) findings.add('the fight could not go on', String(error), arena.name);
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

/** Waits until the server holds nothing but the bystander's session. Those who vanished are the server's to notice. */
async function quiet(server: TargetServer, findings: Findings): Promise<void> {
  const deadline = performance.now() + QUIET_WITHIN_MS;
  for (;;) {
    const gauges = await server.gauges();
    const { sessions, connections } = BYSTANDERS_OWN;
    if (gauges.sessions === sessions && gauges.connections === connections) return;
    if (performance.now() > deadline) {
      findings.add('sessions or connections stayed behind', JSON.stringify(gauges), 'after an assault');
      return;
    }
    await sleep(POLL_MS);
  }
}

/** Waits until no more is live. @returns what is, then or when it is given up. */
async function memoryOnceBelow(server: TargetServer, mostBytes: number): Promise<MemoryReport> {
  const deadline = performance.now() + MEMORY_RETURNS_WITHIN_MS;
  for (;;) {
    const report = await server.memory();
    if (report.liveBytes <= mostBytes || performance.now() > deadline) return report;
    await sleep(POLL_MS);
  }
}

/** The connections that were left to the server must have been ended by it, requests that never came whole included. */
async function abandoned({ leftBehind }: Assault, findings: Findings): Promise<void> {
  // Read again, only to see the end of what was sent.
  for (const { socket } of leftBehind) socket.resume();
  const all = Promise.all(leftBehind.map(({ closed }) => closed));
  await Promise.race([all, sleep(QUIET_WITHIN_MS, undefined, { ref: false })]);
  const open = leftBehind.filter(({ isClosed }) => !isClosed).length;
  if (open > 0) findings.add('half-open connections are kept', `${open} of ${leftBehind.length}`, 'half-open');
}

function judgeBystander(report: BystanderReport, findings: Findings, arena: string): void {
  const { chunks, acknowledged, refused, missing, doubled, complaints } = report;
  const shown = JSON.stringify({ chunks, acknowledged, refused, missing, doubled, complaints });
  if (acknowledged !== chunks || refused > 0) findings.add("the bystander's audio was not all taken", shown, arena);
  if (missing > 0) findings.add("the bystander's speech was lost", shown, arena);
  if (doubled > 0) findings.add("the bystander's speech was doubled", shown, arena);
  if (complaints.length > 0) findings.add('the bystander noticed something', shown, arena);
}
