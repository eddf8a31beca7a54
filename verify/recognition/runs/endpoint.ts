/** Runs the local Transcribe endpoint with one recogniser in its own process, and measures its CPU time and memory. */
import { builtProgram } from '../../../testkit/programs/built-program.ts';
import { type Program, run } from '../../../testkit/programs/program.ts';
import { type ProcessUsage, processTree, totalsOf } from './process-tree.ts';

export interface EndpointOptions {
  /** A value of EMBEDDED_ASR, e.g. `moonshine` or `whisper:FILE`. */
  readonly asr: string;
  readonly maxStreams: number;
  /** Interval between two samples of memory, ms. */
  readonly sampleEveryMs?: number;
}

export interface MemorySample {
  readonly atMs: number;
  readonly processes: readonly ProcessUsage[];
}

const SAMPLE_EVERY_MS = 1_000;

export class MeasuredEndpoint {
  readonly url: string;
  readonly #program: Program;
  readonly #timer: NodeJS.Timeout;
  #peakBytes = 0;
  /** The newest samples, at most MAX_SAMPLES. */
  readonly #samples: MemorySample[] = [];

  private constructor(url: string, program: Program, everyMs: number) {
    this.url = url;
    this.#program = program;
    this.#timer = setInterval(() => this.#sample(), everyMs);
    this.#sample();
  }

  /** Rejects with one line when the recogniser cannot be started, e.g. because its model is missing. */
  static async start({ asr, maxStreams, sampleEveryMs = SAMPLE_EVERY_MS }: EndpointOptions): Promise<MeasuredEndpoint> {
    const entry = await builtProgram('emulators/transcribe');
    const folder = process.env.EMBEDDED_ASR_MODEL_FOLDER;
    const model = folder === undefined || folder === '' ? [] : ['--model-folder', folder];
    const program = run(entry, ['--recogniser', asr, '--max-streams', String(maxStreams), ...model], {});
    try {
      const { endpoint } = await program.readyLine();
      return new MeasuredEndpoint(String(endpoint), program, sampleEveryMs);
    } catch (error) {
      await program.stop();
      const said = error instanceof Error ? error.message : String(error);
      throw new Error(said.replace(/^it ended with \d+: (transcribe: )?/, '').replace(/\s+/g, ' '));
    }
  }

  get pid(): number {
    return this.#program.pid ?? 0;
  }

  /** CPU time of all its processes since the start, ms. */
  get cpuMs(): number {
    return totalsOf(processTree(this.pid)).cpuMs;
  }

  /** The highest and the latest sample, bytes. */
  get memory(): { readonly peakBytes: number; readonly lastBytes: number } {
    this.#sample();
    return { peakBytes: this.#peakBytes, lastBytes: totalsOf(this.#samples.at(-1)?.processes ?? []).pssBytes };
  }

  get samples(): readonly MemorySample[] {
    return this.#samples;
  }

  /** Whether the process still runs. */
  get isAlive(): boolean {
    return this.#program.isAlive;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#program.stop();
  }

  #sample(): void {
    const processes = processTree(this.pid);
    if (processes.length === 0) return;
    this.#peakBytes = Math.max(this.#peakBytes, totalsOf(processes).pssBytes);
    if (this.#samples.length >= MAX_SAMPLES) this.#samples.shift();
    this.#samples.push({ atMs: performance.now(), processes });
  }
}

const MAX_SAMPLES = 10_000;
