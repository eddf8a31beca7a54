/**
 * The processes with speech engines. Places each speaker in one, replaces a process that ended or has grown too large, and
 * keeps the number of speakers in each about equal. Audio and results do not pass through here.
 */
import { restartDelayMs, SETTLED_AFTER_MS } from '../../../src/integrations/emulators/restart-delay.ts';
import type { EngineSpec } from '../hearing/engine-spec.ts';
import type { EngineStatus } from './engine-messages.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { PoolClock } from './pool-clock.ts';
import { byLoad, type Member, newSlot, type Slot, staying } from './pool-member.ts';
import type { PooledProcess } from './pooled-process.ts';
import { ReadyQueue } from './ready-queue.ts';
import { SpeakerBalance, surplus } from './speaker-balance.ts';
import { StretchWatch } from './stretch-watch.ts';

export interface PoolOptions {
  readonly spec: EngineSpec;
  readonly processes: number;
  /**
   * Resident memory over which a process is replaced, plus 12 MB for each speaker. Undefined: 400 MB, or 200 MB more than its
   * model takes.
   */
  readonly memoryBoundBytes?: number | undefined;
  readonly fork: () => PooledProcess;
  readonly clock: PoolClock;
  readonly log: (line: string) => void;
}

export class EnginePool {
  /** Speakers that no process takes at present. */
  readonly queue: ReadyQueue;
  readonly counters = { restarts: 0, recycles: 0, raisedBounds: 0, stretchedSteps: 0, emptyTexts: 0 };
  readonly #options: PoolOptions;
  readonly #members = new Map<PooledProcess, Member>();
  readonly #starting = new Set<PooledProcess>();
  /** Processes without speakers that are ending. */
  readonly #leaving = new Set<Promise<void>>();
  readonly #pauses = new Set<() => void>();
  readonly #stretch = new StretchWatch();
  readonly #balance = new SpeakerBalance();
  #isClosing = false;

  private constructor(options: PoolOptions) {
    this.#options = options;
    this.queue = new ReadyQueue(options.clock);
  }

  /** Rejects with one line when an engine does not start. Then no process is left running. */
  static async start(options: PoolOptions): Promise<EnginePool> {
    const pool = new EnginePool(options);
    const slots = Array.from({ length: options.processes }, () => newSlot());
    const problems = await Promise.all(slots.map((slot) => pool.#launch(slot)));
    const problem = problems.find((message) => message !== undefined);
    if (problem !== undefined) {
      await pool.close();
      throw new Error(problem);
    }
    return pool;
  }

  /** Processes that take speakers. */
  get ready(): readonly PooledProcess[] {
    return this.#taking().map(({ process }) => process);
  }

  /** The number of all processes, with those that are being replaced. */
  get processes(): number {
    return this.#members.size;
  }

  /** The longest step of any process at present. Milliseconds. */
  get stepMs(): number {
    return Math.max(0, ...[...this.#members.values()].map(({ status }) => status?.stepMs ?? 0));
  }

  get rssBytes(): number {
    return [...this.#members.values()].reduce((sum, { status }) => sum + (status?.rssBytes ?? 0), 0);
  }

  /** The process with the fewest speakers, and of these the least busy. Undefined: none takes speakers at present. */
  place(): PooledProcess | undefined {
    return this.#taking().sort(byLoad)[0]?.process;
  }

  /** For a speaker that moves between processes: as `place`, or else a retired process, which is better than none. */
  placeAgain(): PooledProcess | undefined {
    return this.place() ?? [...this.#members.values()].sort(byLoad)[0]?.process;
  }

  /** Called when a speaker has left: ends retired processes that have no speakers any more. */
  tidy(): void {
    for (const { process, isRetired } of [...this.#members.values()]) {
      if (!isRetired || process.speakers > 0) continue;
      this.#members.delete(process);
      const left = process.close().finally(() => this.#leaving.delete(left));
      this.#leaving.add(left);
    }
  }

  /** Replaces every process, one after the other, as if it had grown too large. Resolves when the new ones take speakers. */
  async recycle(): Promise<void> {
    for (const member of this.#taking()) if (!member.slot.isStarting) await this.#recycle(member, 'told to');
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.queue.close();
    for (const takeBack of this.#pauses) takeBack();
    const all = [...this.#members.keys(), ...this.#starting];
    this.#members.clear();
    await Promise.all([...all.map((process) => process.close()), ...this.#leaving]);
  }

  #taking(): Member[] {
    return [...this.#members.values()].filter(({ isRetired }) => !isRetired);
  }

  /** @returns undefined, or the reason why it did not start, in one line. Never rejects. */
  async #launch(slot: Slot): Promise<string | undefined> {
    const { spec, clock, memoryBoundBytes } = this.#options;
    slot.isStarting = true;
    const forked = this.#fork();
    const outcome = forked.ok ? await forked.process.start(spec) : forked;
    slot.isStarting = false;
    if (!forked.ok) return forked.message;
    const { process } = forked;
    this.#starting.delete(process);
    if (!outcome.ok || this.#isClosing) {
      await process.close();
      return outcome.ok ? 'closed while it started' : outcome.message;
    }
    const readyAt = clock.now();
    const memory = new MemoryWatch(outcome.rssBytes, memoryBoundBytes, readyAt, slot.recyclePace);
    this.#members.set(process, { process, slot, memory, readyAt, isRetired: false, status: undefined });
    this.queue.serve(() => this.place());
    // Speakers that had to stay in a retired process because there was no other can leave it now.
    for (const member of this.#members.values()) if (member.isRetired) member.process.retire();
    return undefined;
  }

  /** Forking can fail at once on a machine that is short of memory. */
  #fork(): { ok: true; process: PooledProcess } | { ok: false; message: string } {
    try {
      const process = this.#options.fork();
      this.#starting.add(process);
      process.listen({
        onStatus: (status) => this.#note(process, status),
        onEnd: (how) => this.#ended(process, how),
      });
      return { ok: true, process };
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  }

  #ended(process: PooledProcess, how: string): void {
    const member = this.#members.get(process);
    // A process that never started reports that through its start.
    if (member === undefined || !this.#members.delete(process) || this.#isClosing) return;
    const { slot, readyAt, isRetired } = member;
    this.#options.log(`process ${process.pid} of the speech engine ended (${how})`);
    if (isRetired || slot.isStarting) return;
    slot.endsInRow = this.#options.clock.now() - readyAt >= SETTLED_AFTER_MS ? 1 : slot.endsInRow + 1;
    this.#restart(slot);
  }

  #restart(slot: Slot): void {
    const takeBack = this.#options.clock.after(restartDelayMs(slot.endsInRow), async () => {
      this.#pauses.delete(takeBack);
      const problem = await this.#launch(slot);
      if (this.#isClosing) return;
      if (problem === undefined) {
        this.counters.restarts++;
        this.#options.log('another process of the speech engine takes its place');
        this.#evenOut();
        return;
      }
      this.#options.log(`the speech engine does not start again: ${problem}`);
      slot.endsInRow++;
      this.#restart(slot);
    });
    this.#pauses.add(takeBack);
  }

  #note(process: PooledProcess, status: EngineStatus): void {
    const member = this.#members.get(process);
    if (member === undefined) return;
    const { clock, log } = this.#options;
    const now = clock.now();
    const stretched = status.stretchedSteps - (member.status?.stretchedSteps ?? 0);
    this.counters.stretchedSteps += stretched;
    this.counters.emptyTexts += status.emptyTexts - (member.status?.emptyTexts ?? 0);
    member.status = status;
    const line = this.#stretch.note(now, stretched > 0, this.stepMs);
    if (line !== undefined) log(line);
    this.#watchMemory(member, status, now);
    this.#watchBalance(now);
  }

  #watchMemory(member: Member, status: EngineStatus, now: number): void {
    const { process } = member;
    const megabytes = `${Math.round(status.rssBytes / 1e6)} MB`;
    const verdict = member.memory.note(status, process.speakers, member.isRetired, now);
    if (verdict === 'end') process.kill(`it has ${megabytes}, more than it may ever have`);
    else if (verdict === 'recycle' && !this.#isStartingAny()) void this.#recycle(member, `it has ${megabytes}`);
    else if (verdict === 'raised') {
      this.counters.raisedBounds++;
      const what = `a fresh process of the speech engine has ${megabytes} within a minute`;
      this.#options.log(`${what}: its memory bound is too low for ${process.speakers} speakers, and is raised`);
    }
  }

  #watchBalance(now: number): void {
    const taking = this.#taking();
    if (taking.some(({ process }) => process.leaving > 0)) return;
    const giver = this.#balance.note(taking.map(staying), now);
    if (giver !== undefined) taking[giver]?.process.retire(1);
  }

  /** Called after a process has started: speakers of fuller processes move to the process with the fewest when they rest. */
  #evenOut(): void {
    const taking = this.#taking();
    for (const [index, count] of surplus(taking.map(staying)).entries()) {
      if (count > 0) taking[index]?.process.retire(count);
    }
  }

  /** Only one process starts at a time, because a new process takes memory too. */
  #isStartingAny(): boolean {
    return this.#starting.size > 0;
  }

  async #recycle(member: Member, why: string): Promise<void> {
    const { slot, process } = member;
    const { clock, log } = this.#options;
    const problem = await this.#launch(slot);
    if (this.#isClosing) return;
    const isThere = this.#members.get(process) === member;
    slot.recyclePace.recycled(clock.now(), problem === undefined);
    if (problem !== undefined) {
      log(`the speech engine's process ${process.pid} is not replaced (${why}): ${problem}`);
      if (!isThere) this.#restart(slot);
    } else if (isThere) {
      log(`the speech engine's process ${process.pid} is replaced: ${why}`);
      this.counters.recycles++;
      member.isRetired = true;
      process.retire();
      this.tidy();
    } else this.#evenOut();
  }
}
