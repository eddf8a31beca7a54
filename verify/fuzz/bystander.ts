/** The parent's side of the bystander: a session that is not attacked and must not be affected by the attack. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../testkit/programs/child-environment.ts';
import type { BystanderCommand, BystanderNews, BystanderReport, Phase } from './bystander-messages.ts';

const PROGRAM = fileURLToPath(new URL('./bystander-process.ts', import.meta.url));

/** It has its own process, so that the attackers' CPU use does not distort its measurements. */
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

  /** Ends the session, so that finals cover all its speech. */
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
