/** Runs attacks in rotation until the budget is used up: the fast ones on two lanes, the slow ones on a third. */
import { createHash } from 'node:crypto';
import { Chance } from '../../testkit/chance.ts';
import { Accounts } from './accounts.ts';
import type { Attack } from './attack.ts';
import type { Findings } from './findings.ts';
import { Oracle } from './oracle.ts';
import type { RawConnection } from './raw-connection.ts';
import type { Tally } from './tally.ts';
import type { TargetServer } from './target-server.ts';

const FAST_LANES = 2;
const MAX_LEFT_BEHIND = 200;
/** When an attack fails, the server may be ending. Whether it has ended is checked after this time. */
const AFTER_FAILURE_MS = 200;

export interface Budget {
  /** Least number of frames, unless the time is up before. Undefined: until the time is up. */
  readonly frames: number | undefined;
  readonly ms: number | undefined;
}

export interface AssaultParts {
  readonly server: TargetServer;
  readonly arena: string;
  readonly attacks: readonly Attack[];
  readonly seed: number;
  readonly findings: Findings;
  readonly tally: Tally;
}

export class Assault {
  /** Connections that the server must end. */
  readonly leftBehind: RawConnection[] = [];
  readonly #parts: AssaultParts;
  readonly #next = { fast: 0, slow: 0 };

  constructor(parts: AssaultParts) {
    this.#parts = parts;
  }

  /** Runs every fast attack at least once, if there is time. Resolves when the last attack is over, or the server died. */
  async run(budget: Budget): Promise<void> {
    const { attacks, server, tally } = this.#parts;
    const over = new AbortController();
    const timer = budget.ms === undefined ? undefined : setTimeout(() => over.abort(), budget.ms);
    const mostFrames = tally.frames + (budget.frames ?? Number.POSITIVE_INFINITY);
    const fast = attacks.filter(({ lane }) => lane === 'fast');
    const slow = attacks.filter(({ lane }) => lane === 'slow');
    let bites = 0;
    const isOver = () => over.signal.aborted || !server.isAlive || (tally.frames >= mostFrames && bites >= fast.length);
    const lane = async (kind: 'fast' | 'slow', list: readonly Attack[]) => {
      while (list.length > 0 && !isOver()) {
        const attack = list[this.#next[kind]++ % list.length];
        if (attack) await this.#bite(attack, over.signal);
        if (kind === 'fast') bites += 1;
      }
    };
    const fastLanes = Promise.all(Array.from({ length: FAST_LANES }, () => lane('fast', fast)));
    const slowLane = lane('slow', slow);
    await fastLanes;
    if (fast.length > 0) over.abort();
    await slowLane;
    clearTimeout(timer);
  }

  async #bite(attack: Attack, signal: AbortSignal): Promise<void> {
    const { server, arena, seed, findings, tally } = this.#parts;
    const bite = tally.begin(attack.name);
    const startedAt = performance.now();
    const chance = new Chance(seedOf(seed, arena, attack.name, bite));
    const oracle = new Oracle(findings, `${attack.name}, bite ${bite}, ${arena}`, (kind) => tally.answer(kind));
    const threw = (frames: number) => {
      tally.frames += frames;
    };
    const { local, port, transcribe } = server;
    const accounts = new Accounts({ port, chance, oracle, threw });
    const leave = (connection: RawConnection) => this.#leave(connection);
    try {
      await attack.run({ port, local, transcribe, chance, oracle, accounts, signal, threw, leave });
    } catch (error) {
      await Promise.race([server.died, new Promise((resolve) => setTimeout(resolve, AFTER_FAILURE_MS))]);
      // The end of the server is reported elsewhere, once.
      if (server.isAlive) oracle.finding('an attack could not be completed', String(error));
    }
    tally.end(attack.name, performance.now() - startedAt);
  }

  /** Over the limit, the oldest connections are destroyed. */
  #leave(connection: RawConnection): void {
    this.leftBehind.push(connection);
    if (this.leftBehind.length > MAX_LEFT_BEHIND) void this.leftBehind.shift()?.destroy();
  }
}

function seedOf(...parts: readonly (string | number)[]): number {
  return createHash('sha256').update(parts.join('|')).digest().readUInt32BE(0);
}
