/** A server with its local services in this process, so that faults can be injected. Rows run on it one after the other. */

import type { EmbeddedFaults } from '../../emulators/faults/embedded-faults.ts';
import { startEmbeddedSystem } from '../../emulators/system.ts';
import type { LogPort } from '../../src/actors/ports/telemetry.ts';
import { MemoryMetrics } from '../../src/integrations/metrics/memory-metrics.ts';
import { type RunningServer, startServer } from '../../src/server/boot/compose.ts';
import { readConfig } from '../../src/server/config/config.ts';
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { cameTrue } from '../../testkit/until.ts';
import { Broadcast } from './broadcast.ts';
import type { Form, Measured, RowFacts } from './row.ts';

/** Short timeouts, because the default stall time of 10 s makes the table take minutes. A long drain, for a busy machine. */
export const LANE_SETTINGS = {
  TRANSCRIBE_STALL_MS: '1500',
  TRANSCRIBE_CONNECT_TIMEOUT_MS: '1500',
  TRANSCRIBE_RETRY_MS: '1000',
  SESSION_DRAIN_MS: '20000',
  SESSION_LINGER_MS: '0',
} as const;

/** The pipeline accepts everything and does nothing, so that speech synthesis does not slow the measured recoveries. */
const DEAF_PIPELINE = { rules: [{ fault: { kind: 'status', status: 202 } }] } as const;
const QUIET_WITHIN_MS = 10_000;
const BLOCKS_PER_SESSION = 100_000;
/** Higher than the number of any lane, so that block numbers differ. */
const SIBLINGS_FROM = 64;

const SILENT_LOG: LogPort = { info() {}, warn() {}, error() {}, forSession: () => SILENT_LOG };

/** A row that has its own lane while it runs. */
export interface LaneRow extends RowFacts {
  /** True: the row changes its whole process, so no other row may run in it. */
  readonly needsProcess?: boolean;
  run(lane: Lane, form: Form): Promise<Measured>;
}

export class Lane {
  readonly running: RunningServer;
  readonly faults: EmbeddedFaults;
  readonly #number: number;
  #sessions = 0;

  private constructor(running: RunningServer, faults: EmbeddedFaults, number: number) {
    this.running = running;
    this.faults = faults;
    this.#number = number;
  }

  /** Rejects with one line when it cannot start. */
  static async start(number: number, settings: Readonly<Record<string, string>> = {}): Promise<Lane> {
    const read = readConfig({
      ...{ PORT: '0', ADMIN_PORT: '0', EMBEDDED_FAULTS_PORT: '0', EMBEDDED_ASR: 'stamped' },
      ...NO_ADDRESS_LIMITS,
      ...LANE_SETTINGS,
      ...settings,
    });
    if (!read.ok) throw new Error(read.problems.join('; '));
    let faults: EmbeddedFaults | undefined;
    const running = await startServer(read.config, SILENT_LOG, async (options) => {
      const system = await startEmbeddedSystem(options);
      faults = system.faults;
      return system;
    });
    if (faults === undefined) throw new Error('the server cannot be made to fail');
    faults.lambda.set(DEAF_PIPELINE);
    return new Lane(running, faults, number);
  }

  /** Starts another server with other settings, for one row of this lane. */
  sibling(settings: Readonly<Record<string, string>>): Promise<Lane> {
    return Lane.start(this.#number + SIBLINGS_FROM, settings);
  }

  /** Audio the server has counted as lost since it started, ms. */
  get lostMs(): number {
    const { metrics } = this.running.parts;
    return metrics instanceof MemoryMetrics ? (metrics.read().counters.AudioMsLost ?? 0) : 0;
  }

  async broadcast(): Promise<Broadcast> {
    this.#sessions += 1;
    const token = await devToken(this.running.url, { userId: `speaker-${this.#sessions}` });
    const firstBlock = (this.#number * 100 + this.#sessions) * BLOCKS_PER_SESSION;
    return Broadcast.open({ url: this.running.url.replace(/^http/, 'ws'), token, firstBlock });
  }

  /** Removes all faults and waits until no stream is open. */
  async settle(): Promise<void> {
    const { transcribe, dynamodb } = this.faults;
    transcribe.clear();
    dynamodb.clear();
    await cameTrue(() => transcribe.status().streams.every(({ ended }) => ended !== null), QUIET_WITHIN_MS);
  }

  close(): Promise<void> {
    return this.running.close();
  }
}
