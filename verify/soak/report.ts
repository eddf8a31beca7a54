/** The results of a soak, as data and as lines of text, and the check of its limits. Pure. */
import type { BlockTally } from '../../testkit/block-ledger/block-ledger.ts';
import type { Quantiles } from '../../testkit/measure/figures.ts';
import type { MemoryReport } from './memory-watch.ts';
import type { SoakOptions } from './options.ts';
import type { HeldObjects, Probe } from './probe.ts';

export interface Progress {
  readonly atMs: number;
  /** Number of sessions that have ended. */
  readonly ended: number;
  readonly blocks: number;
  readonly missing: number;
  readonly doubled: number;
  readonly reconnects: number;
  readonly recoveries: number;
  readonly ackP99Ms: number;
  readonly errors: number;
  readonly probe: Probe;
}

/** Transcripts that no attempt could hand to the pipeline, as the log names them. */
export interface Losses {
  readonly segments: number;
  readonly partials: number;
  /** In segments that no witness heard. One whose answer was lost in every attempt was heard. */
  readonly blocks: number;
  /** The same by the server's counter, `TranslationsFailed`. */
  readonly counted: { readonly finals: number; readonly all: number };
}

export interface SoakReport {
  readonly options: SoakOptions;
  readonly minutes: number;
  readonly sessions: number;
  /** At the output of the witnesses' players. */
  readonly speech: BlockTally;
  /** In the transcripts that the witnesses read. */
  readonly told: BlockTally;
  readonly clients: {
    readonly reconnects: number;
    readonly refreshes: number;
    readonly refusedCreations: number;
    readonly deliveries: number;
    readonly acks: Quantiles;
  };
  readonly upstream: {
    /** True: faults were injected. */
    readonly isFailing: boolean;
    readonly streamErrors: number;
    readonly interruptions: number;
    /** Number of transcriptionFailed messages. */
    readonly failures: number;
    readonly recoveries: Quantiles;
    readonly audioMsLost: number;
    readonly forwarded: number;
    readonly givenUp: Losses;
  };
  readonly memory: MemoryReport;
  readonly server: {
    /** The server's exit code or signal. */
    readonly ended: string;
    readonly crashes: number;
    /** Objects held after the end of all sessions. */
    readonly left: HeldObjects | undefined;
    readonly logged: Readonly<Record<string, number>>;
    readonly lastWords: readonly string[];
  };
  /** Unexpected events of clients, with their counts. */
  readonly errors: Readonly<Record<string, number>>;
}

/** @returns the reasons why the run failed. Empty: it succeeded. */
export function faultsFoundIn({ speech, told, upstream, sessions, server, errors }: SoakReport): string[] {
  const found: string[] = [];
  if (sessions === 0) found.push('no session came to its end');
  const { blocks, counted, partials, segments } = upstream.givenUp;
  const unexplained = speech.missing - blocks;
  if (unexplained > 0) found.push(`${unexplained} blocks are missing`);
  if (told.missing > 0) found.push(`${told.missing} blocks are in no transcript`);
  if (told.doubled > 0) found.push(`${told.doubled} blocks are in two transcripts`);
  if (segments !== counted.finals || segments + partials !== counted.all) {
    found.push(
      `${segments} segments and ${partials} partials given up, ${counted.finals} and ${counted.all} in all counted`,
    );
  }
  if (speech.doubled > 0) found.push(`${speech.doubled} blocks are doubled`);
  if (server.crashes > 0) found.push(`${server.crashes} sessions crashed`);
  if (server.ended !== '0') found.push(`the server ended with ${server.ended}`);
  if (server.lastWords.length > 0) found.push(`the server wrote what is no log line: ${server.lastWords.join(' | ')}`);
  for (const [what, count] of Object.entries(errors)) found.push(`${what} (${count}x)`);
  return found;
}

export function toLine(progress: Progress): string {
  const { atMs, ended, blocks, missing, doubled, reconnects, recoveries, ackP99Ms, errors, probe } = progress;
  return [
    `${String(Math.round(atMs / 1000)).padStart(5)} s`,
    `${ended} ended, ${whole(blocks)} blocks, ${missing} missing, ${doubled} doubled`,
    `${reconnects} reconnects, ${recoveries} recoveries`,
    `ack p99 ${ackP99Ms} ms, loop p99 ${probe.loop.p99Ms.toFixed(1)} ms`,
    `${mib(probe.residentBytes)} MiB resident, ${mib(probe.heapBytes)} heap`,
    `${errors} errors`,
  ].join('  ');
}

export function toLines(report: SoakReport): string[] {
  const { speech, clients, upstream, memory, server, minutes, sessions, options } = report;
  const found = faultsFoundIn(report);
  const per = (slope: number | undefined) => (slope === undefined ? 'too short to tell' : `${slope} MiB/h`);
  return [
    `${minutes} minutes, ${options.sessions} sessions at a time, ${sessions} in all (seed ${options.seed})`,
    `  speech    ${whole(speech.blocks)} blocks, ${whole(speech.taken)} taken, ${whole(speech.covered)} covered, ` +
      `${speech.missing} missing, ${speech.doubled} doubled`,
    `            ${speech.sentAgain} sent again for want of an answer, ${speech.heardAgain} of them taken both times`,
    `  clients   ${clients.reconnects} reconnects, ${clients.refreshes} refreshes, ${clients.deliveries} deliveries, ` +
      `${clients.refusedCreations} creations put off`,
    `            acknowledged within ${quantiles(clients.acks)} (${whole(clients.acks.count)} chunks)`,
    `  upstream  ${upstream.isFailing ? 'made to fail' : 'no faults'}: ${upstream.streamErrors} streams died, ` +
      `${upstream.interruptions} interruptions, ${upstream.failures} given up, ${upstream.audioMsLost} ms of audio lost`,
    `            recovered within ${quantiles(upstream.recoveries)} (${upstream.recoveries.count})`,
    `            ${whole(upstream.forwarded)} transcripts forwarded; given up: ${givenUpOf(upstream.givenUp)}`,
    `  memory    resident ${memory.residentMib.first} to ${memory.residentMib.last} MiB (${per(memory.residentMibPerHour)}), ` +
      `live ${memory.liveMib.first} to ${memory.liveMib.last} MiB (${per(memory.liveMibPerHour)})`,
    `            event loop late by p99 ${memory.loop.p99Ms} ms, at most ${memory.loop.maxMs} ms`,
    `  server    ended with ${server.ended}; ${server.crashes} crashes; left over: ${leftOf(server.left)}`,
    ...Object.entries(server.logged).map(([line, count]) => `            ${count}x ${line}`),
    ...found.map((what) => `FAULT     ${what}`),
    found.length === 0 ? 'Nothing missing, nothing doubled.' : `${found.length} faults.`,
  ];
}

function givenUpOf({ segments, partials, blocks }: Losses): string {
  return `${segments} segments (${blocks} blocks that nobody heard), ${partials} partials, as counted`;
}

function leftOf(left: HeldObjects | undefined): string {
  if (left === undefined) return 'unknown';
  return `${left.sessions} sessions, ${left.upstreams} streams, ${left.connections} connections`;
}

function quantiles({ p50Ms, p95Ms, p99Ms, maxMs }: Quantiles): string {
  return `p50 ${p50Ms} ms, p95 ${p95Ms} ms, p99 ${p99Ms} ms, at most ${maxMs} ms`;
}

function whole(count: number): string {
  return count.toLocaleString('en');
}

function mib(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
