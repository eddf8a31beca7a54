/** One decoding thread as the endpoint sees it: sends commands, routes the thread's reports to its sessions. */
import { Worker } from 'node:worker_threads';
import type { RecogniserListener, RecogniserSession } from '../recogniser.ts';
import type { WorkerCommand, WorkerReport } from './worker-messages.ts';

/** Audio of a session that is not decoded yet: 4 s. Over this `write` returns false; at half of it `drained` is called. */
const BACKLOG_BYTES = 128_000;

interface Hearing {
  readonly listener: RecogniserListener;
  backlogBytes: number;
  full: boolean;
  finished?: () => void;
}

export class WorkerThread {
  readonly #worker: Worker;
  readonly #hearings = new Map<number, Hearing>();
  #nextId = 1;
  #gone = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (report: WorkerReport) => this.#hear(report));
    worker.on('error', (error) => this.#lost(error.message));
    worker.on('exit', (code) => this.#lost(`it ended with ${code}`));
  }

  /** Resolves when the library, the model and a first decoder are loaded (0.5 s). Rejects with one line if they cannot be. */
  static async start(): Promise<WorkerThread> {
    const worker = startWorker();
    const report = await new Promise<WorkerReport>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    if (report.type === 'ready') return new WorkerThread(worker);
    await worker.terminate();
    throw new Error(report.type === 'missing' ? report.message : 'The decoding thread did not start');
  }

  /** Streams on this thread. */
  get load(): number {
    return this.#hearings.size;
  }

  /** True: the thread crashed or was closed and takes no streams any more. */
  get gone(): boolean {
    return this.#gone;
  }

  open(listener: RecogniserListener): RecogniserSession {
    const id = this.#nextId++;
    const hearing: Hearing = { listener, backlogBytes: 0, full: false };
    this.#hearings.set(id, hearing);
    this.#say({ type: 'open', id });
    return {
      write: (pcm) => {
        if (!this.#hearings.has(id)) return true;
        hearing.backlogBytes += pcm.length;
        hearing.full = hearing.backlogBytes > BACKLOG_BYTES;
        const copy = pcm.slice();
        this.#worker.postMessage({ type: 'audio', id, pcm: copy } satisfies WorkerCommand, [copy.buffer]);
        return !hearing.full;
      },
      finish: () =>
        new Promise((resolve) => {
          if (!this.#hearings.has(id)) return;
          hearing.finished = resolve;
          this.#say({ type: 'finish', id });
        }),
      close: () => {
        if (this.#hearings.delete(id)) this.#say({ type: 'close', id });
      },
    };
  }

  async close(): Promise<void> {
    this.#gone = true;
    this.#hearings.clear();
    await this.#worker.terminate();
  }

  #say(command: WorkerCommand): void {
    this.#worker.postMessage(command);
  }

  #hear(report: WorkerReport): void {
    if (report.type === 'ready' || report.type === 'missing') return;
    const { id } = report;
    const hearing = this.#hearings.get(id);
    if (hearing === undefined) return;
    if (report.type === 'results') hearing.listener.results(report.results);
    else if (report.type === 'decoded') {
      hearing.backlogBytes -= report.bytes;
      if (hearing.full && hearing.backlogBytes <= BACKLOG_BYTES / 2) {
        hearing.full = false;
        hearing.listener.drained();
      }
    } else {
      this.#hearings.delete(id);
      if (report.type === 'finished') hearing.finished?.();
      else hearing.listener.failed(report.message);
    }
  }

  #lost(detail: string): void {
    if (this.#gone) return;
    this.#gone = true;
    const hearings = [...this.#hearings.values()];
    this.#hearings.clear();
    for (const { listener } of hearings) listener.failed(`The decoding thread is gone: ${detail}`);
  }
}

/** When compiled, the worker is the file beside this one. From TypeScript, the worker must register a loader itself. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url));
  const [loader, file] = [import.meta.resolve('tsx/esm/api'), new URL('./worker.ts', import.meta.url).href];
  const code = `import('${loader}').then(({ register }) => { register(); return import('${file}'); })`;
  return new Worker(code, { eval: true });
}
