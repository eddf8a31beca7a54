/** A server with its local services in this process, so that faults can be injected. Rows run on it one after the other. */

import { type EmbeddedSystem, startEmbeddedSystem } from '../../emulators/system.ts';
import type { StampedSpeech } from '../../emulators/transcribe/stamped-recogniser.ts';
import type { LogPort } from '../../src/actors/ports/telemetry.ts';
import { EMBEDDED_CREDENTIALS, EMBEDDED_REGION } from '../../src/integrations/emulators/account.ts';
import { MemoryMetrics } from '../../src/integrations/metrics/memory-metrics.ts';
import { type RunningServer, startServer } from '../../src/server/boot/compose.ts';
import { readConfig } from '../../src/server/config/config.ts';
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { cameTrue } from '../../testkit/until.ts';
import { createSpokenPipeline, type SpokenPipeline } from '../hearing/spoken-pipeline.ts';
import { Broadcast, type BroadcastWish, WORD_BLOCKS } from './broadcast.ts';
import { LambdaDouble } from './lambda-double.ts';
import type { Form, Measured, RowFacts } from './row.ts';

/** Short timeouts, because the default stall time of 10 s makes the table take minutes. A long drain, for a busy machine. */
export const LANE_SETTINGS = {
  TRANSCRIBE_STALL_MS: '1500',
  TRANSCRIBE_CONNECT_TIMEOUT_MS: '1500',
  TRANSCRIBE_RETRY_MS: '1000',
  SESSION_DRAIN_MS: '20000',
  // So that speech is handed over before its final, which comes after 2.6 s or more.
  SEGMENT_DEADLINE_MS: '1000',
} as const;
/** Five or six words in a second, some of them the same word twice. A final ends after two seconds of speech. */
export const LANE_SPEECH = {
  blocksPerWord: WORD_BLOCKS,
  wordsPerTwin: 4,
  clippedBlocks: 2,
  finalAfterMs: 2_000,
} as const;
/** Shorter than the service's, so that rows are short: how far results are behind the voice, ms. */
export const LANE_LAGS = { partial: 200, stable: 400, final: 600 } as const;
/** By how much the time of a word differs between two recognitions at most, ms. */
export const MOVED_MS = 60;

const QUIET_WITHIN_MS = 10_000;
/** A listener's row is written beside its join. */
const KNOWN_WITHIN_MS = 10_000;
/** A multiple of four words, so that a session begins with a whole word that is not the second of two. */
export const BLOCKS_PER_SESSION = 2_777 * 4 * WORD_BLOCKS;
/** Higher than the number of any lane, so that block numbers differ. */
const SIBLINGS_FROM = 64;

const SILENT_LOG: LogPort = { info() {}, warn() {}, error() {}, forSession: () => SILENT_LOG };

/** A row that has its own lane while it runs. */
export interface LaneRow extends RowFacts {
  /** True: the row changes its whole process, so no other row may run in it. */
  readonly needsProcess?: boolean;
  run(lane: Lane, form: Form): Promise<Measured>;
}

export interface LaneOptions {
  /** Added to LANE_SETTINGS. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Added to LANE_SPEECH. */
  readonly speech?: StampedSpeech;
}

interface LaneParts {
  readonly running: RunningServer;
  readonly faults: NonNullable<EmbeddedSystem['faults']>;
  readonly lambda: LambdaDouble;
  readonly pipeline: SpokenPipeline;
}

export class Lane {
  readonly running: RunningServer;
  readonly faults: LaneParts['faults'];
  /** What the pipeline was handed. */
  readonly lambda: LambdaDouble;
  readonly #pipeline: SpokenPipeline;
  readonly #number: number;
  #sessions = 0;

  private constructor({ running, faults, lambda, pipeline }: LaneParts, number: number) {
    this.running = running;
    this.faults = faults;
    this.lambda = lambda;
    this.#pipeline = pipeline;
    this.#number = number;
  }

  /** Rejects with one line when it cannot start. */
  static async start(number: number, { settings = {}, speech = {} }: LaneOptions = {}): Promise<Lane> {
    const read = readConfig({
      ...{ PORT: '0', ADMIN_PORT: '0', EMBEDDED_FAULTS_PORT: '0', EMBEDDED_ASR: 'stamped' },
      EMBEDDED_ASR_PARTIAL_MS: String(LANE_LAGS.partial),
      EMBEDDED_ASR_STABLE_LAG_MS: String(LANE_LAGS.stable),
      EMBEDDED_ASR_FINAL_LAG_MS: String(LANE_LAGS.final),
      EMBEDDED_ASR_QUIRKS: `moved=${MOVED_MS},seed=${number + 1}`,
      ...NO_ADDRESS_LIMITS,
      ...LANE_SETTINGS,
      ...settings,
    });
    if (!read.ok) throw new Error(read.problems.join('; '));
    const lambda = new LambdaDouble();
    const endpoint = await lambda.listen();
    const parts: { -readonly [Part in keyof LaneParts]?: LaneParts[Part] } = { lambda };
    const running = await startServer(read.config, SILENT_LOG, async (options) => {
      const system = await startEmbeddedSystem(options, { ...LANE_SPEECH, ...speech });
      if (system.faults !== undefined) parts.faults = system.faults;
      parts.pipeline = createSpokenPipeline({
        ...{ tables: system.dynamodb.endpoint, connectionsTable: options.connectionsTable, region: EMBEDDED_REGION },
        ...{ tableKey: EMBEDDED_CREDENTIALS, delivery: options.deliveryEndpoint, deliveryKey: EMBEDDED_CREDENTIALS },
      });
      lambda.runs(parts.pipeline);
      return { ...system, lambda: { endpoint } };
    });
    const { faults, pipeline } = parts;
    if (faults === undefined || pipeline === undefined) throw new Error('the server cannot be made to fail');
    return new Lane({ running, faults, lambda, pipeline }, number);
  }

  /** Starts another server with other settings, for one row of this lane. */
  sibling(options: LaneOptions): Promise<Lane> {
    return Lane.start(this.#number + SIBLINGS_FROM, options);
  }

  /** Audio the server has counted as lost since it started, ms. */
  get lostMs(): number {
    return this.counted('AudioMsLost');
  }

  /** What the server has counted since it started. @param name of the counter, with its labels in braces. */
  counted(name: string): number {
    const { metrics } = this.running.parts;
    return metrics instanceof MemoryMetrics ? (metrics.read().counters[name] ?? 0) : 0;
  }

  /** Resolves when the pipeline finds the listener. */
  async broadcast(wish: BroadcastWish = {}): Promise<Broadcast> {
    this.#sessions += 1;
    const token = await devToken(this.running.url, { userId: `speaker-${this.#sessions}` });
    const firstBlock = (this.#number * 100 + this.#sessions) * BLOCKS_PER_SESSION;
    const url = this.running.url.replace(/^http/, 'ws');
    const broadcast = await Broadcast.open({ url, token, firstBlock, ...wish });
    const { listener, sessionId } = broadcast;
    await cameTrue(() => this.#pipeline.knows(sessionId, listener.connectionId), KNOWN_WITHIN_MS);
    return broadcast;
  }

  /** Removes all faults and waits until no stream is open. */
  async settle(): Promise<void> {
    const { transcribe, dynamodb } = this.faults;
    transcribe.clear();
    dynamodb.clear();
    await cameTrue(() => transcribe.status().streams.every(({ ended }) => ended !== null), QUIET_WITHIN_MS);
  }

  async close(): Promise<void> {
    await this.running.close();
    await this.#pipeline.close();
    this.lambda.close();
  }
}
