/** The parent's side of a session that has nothing to do with the attack, and must not notice it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../testkit/programs/child-environment.ts';
import type { BystanderCommand, BystanderNews, BystanderReport, Phase } from './bystander-messages.ts';

const PROGRAM = fileURLToPath(new URL('./bystander-process.ts', import.meta.url));

/** A process of its own: the attackers' work must not be taken for the server's slowness. */
export class Bystander {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves when its speaker speaks and its listener listens. */
  static async start(port: number): Promise<Bystander> {
    const env = childEnvironment();
    const child = fork(PROGRAM, [String(port)], { execArgv: ['--import', 'tsx'], env, stdio: 'inherit' });
    const bystander = new Bystander(child);
    const news = await bystander.#news();
    if (news.kind !== 'ready') throw new Error(`the bystander did not start: ${JSON.stringify(news)}`);
    return bystander;
  }

  phase(phase: Phase): void {
    this.#tell({ kind: 'phase', phase });
  }

  /** Ends its session, so that everything it said is covered by finals. */
  async finish(): Promise<BystanderReport> {
    const answered = this.#news();
    this.#tell({ kind: 'finish' });
    const news = await answered;
    if (news.kind !== 'report') throw new Error(`the bystander failed: ${JSON.stringify(news)}`);
    return news.report;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #tell(command: BystanderCommand): void {
    if (this.#child.connected) this.#child.send(command);
  }

  async #news(): Promise<BystanderNews> {
    const gone = new AbortController();
    const ended = once(this.#child, 'exit', { signal: gone.signal }).then(
      ([code]): BystanderNews => ({ kind: 'failed', why: `its process ended with ${code}` }),
    );
    try {
      return await Promise.race([once(this.#child, 'message').then(([news]) => news as BystanderNews), ended]);
    } finally {
      ended.catch(() => {});
      gone.abort();
    }
  }
}
