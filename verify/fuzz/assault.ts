/** Attacks in rotation: the fast ones on two lanes, the slow ones on a third, until the budget is used up. */
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
/** After a whole bite fails the server may be ending: whether it has is seen a moment later. */
const AFTER_FAILURE_MS = 200;

export interface Budget {
  /** Thrown at least, unless the time is up before; undefined: until then. */
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
  /** What attackers left to the server to end. */
  readonly leftBehind: RawConnection[] = [];
  readonly #parts: AssaultParts;
  readonly #next = { fast: 0, slow: 0 };

  constructor(parts: AssaultParts) {
    this.#parts = parts;
  }

  /** Every fast attack bites at least once, if there is time. Resolves when the last bite is over, or the server died. */
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
      // The death of the server is told once, where it is noticed.
      if (server.isAlive) oracle.finding('an attacker was not served as it should be', String(error));
    }
    tally.end(attack.name, performance.now() - startedAt);
  }

  /** The oldest go first: they have had their time. */
  #leave(connection: RawConnection): void {
    this.leftBehind.push(connection);
    if (this.leftBehind.length > MAX_LEFT_BEHIND) void this.leftBehind.shift()?.destroy();
  }
}

function seedOf(...parts: readonly (string | number)[]): number {
  return createHash('sha256').update(parts.join('|')).digest().readUInt32BE(0);
}
