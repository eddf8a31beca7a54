/** Crashes, spoils and floods one session in turn while others speak, and measures how the others are affected. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sumOf } from '../../testkit/block-ledger/block-ledger.ts';
import { Chance } from '../../testkit/chance.ts';
import type { Quantiles } from '../../testkit/measure/figures.ts';
import { Histogram } from '../../testkit/measure/quantiles.ts';
import { childEnvironment } from '../../testkit/programs/child-environment.ts';
import { cameTrue, pause } from '../../testkit/until.ts';
import { Broadcast } from './broadcast.ts';
import { Figures } from './figures.ts';
import { DISTURBANCES, type Disturbance, type IsolationReport } from './isolation-report.ts';
import type { SoakOptions } from './options.ts';
import { SERVER_SETTINGS } from './server-settings.ts';
import { SoakedServer } from './soaked-server.ts';

const FLOODER = fileURLToPath(new URL('./flooder.ts', import.meta.url));
const ROUNDS = 3;
/** How long a victim speaks before it is crashed. */
const CRASH_EVERY_MS = 300;
const CRASHES_WITHIN_MS = 20_000;
const SETTLE_MS = 1_000;
/** By then all speak and the server's code is compiled. */
const WARM_UP_MS = 5_000;
const STARTED_AT_ONCE = 10;

interface Scene {
  readonly server: SoakedServer;
  readonly chance: Chance;
  readonly phaseMs: number;
  /** Messages that floods sent. */
  messages: number;
  victims: number;
}

/** Rejects when the experiment cannot be set up. @param onPhase one line per phase */
export async function isolate(
  { sessions, minutes, seed }: Pick<SoakOptions, 'sessions' | 'minutes' | 'seed'>,
  onPhase: (line: string) => void,
): Promise<IsolationReport> {
  const server = await SoakedServer.start(SERVER_SETTINGS);
  const chance = new Chance(seed);
  const figures = new Figures();
  const bystanders: Broadcast[] = [];
  try {
    for (let at = 0; at < sessions - 1; at += STARTED_AT_ONCE) {
      const next = Array.from({ length: Math.min(STARTED_AT_ONCE, sessions - 1 - at) }, (_, i) =>
        Broadcast.start({ port: server.port, userId: `bystander-${at + i}`, figures, chance }),
      );
      bystanders.push(...(await Promise.all(next)));
    }
    const phaseMs = (minutes * 60_000) / (ROUNDS * DISTURBANCES.length * 2);
    const scene: Scene = { server, chance, phaseMs, messages: 0, victims: 0 };
    await pause(WARM_UP_MS);
    const quiet: Quantiles[] = [];
    const during: Record<Disturbance, Quantiles[]> = { crashed: [], spoiled: [], flooded: [] };
    const measured = async (name: string, what: () => Promise<void>) => {
      figures.acks = new Histogram();
      await what();
      const quantiles = figures.acks.read();
      onPhase(`${name.padEnd(8)} p50 ${quantiles.p50Ms} ms, p99 ${quantiles.p99Ms} ms (${quantiles.count} chunks)`);
      return quantiles;
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const disturbance of DISTURBANCES) {
        quiet.push(await measured('quiet', () => pause(phaseMs)));
        during[disturbance].push(await measured(disturbance, () => DISTURB[disturbance](scene)));
        await pause(SETTLE_MS);
      }
    }
    const outcomes = await Promise.all(bystanders.map((bystander) => bystander.finish()));
    const metrics = await server.metrics();
    return {
      seed,
      bystanders: bystanders.length,
      // What the server did with it. How fast the local pipeline speaks for all of them is not the question here.
      speech: sumOf(outcomes.map(({ told }) => told)),
      quiet,
      during,
      crashes: metrics.get('SessionsCrashed_total') ?? 0,
      deaths: metrics.get('TranscribeStreamErrors_total') ?? 0,
      messages: scene.messages,
      ended: await server.stop(),
      errors: figures.errors,
    };
  } finally {
    for (const bystander of bystanders) bystander.destroy();
    await server.stop();
  }
}

const DISTURB: Readonly<Record<Disturbance, (scene: Scene) => Promise<void>>> = {
  /** Crashes one session after the other in the middle of a step of its chart. */
  async crashed(scene) {
    const endsAt = performance.now() + scene.phaseMs;
    while (performance.now() < endsAt) {
      const victim = await newVictim(scene);
      await pause(CRASH_EVERY_MS);
      await scene.server.breakSession(victim.voice.sessionId);
      // The report of a new listener to the speaker triggers the crash.
      await victim.audience.visit('fr').catch(() => undefined);
      await cameTrue(() => victim.audience.endReason !== undefined, CRASHES_WITHIN_MS);
      victim.destroy();
    }
  },
  /** The victim's streams die after the first word. The others' streams were opened before and are not affected. */
  async spoiled(scene) {
    const rules = [{ at: { audioMs: 300 }, fault: { kind: 'reset', code: 2 } }];
    await scene.server.fail('transcribe', { rules });
    const victim = await newVictim(scene);
    await pause(scene.phaseMs);
    victim.destroy();
    await scene.server.fail('transcribe', {});
  },
  /** Floods audio and controls from another process, so that its CPU use does not distort the measurements. */
  async flooded(scene) {
    const args = [String(scene.server.port), String(scene.phaseMs), `flooder-${scene.victims++}`];
    const flooder = fork(FLOODER, args, { execArgv: ['--import', 'tsx'], env: childEnvironment() });
    let messages: number | undefined;
    flooder.once('message', (sent) => {
      messages = Number(sent);
    });
    const [code] = (await once(flooder, 'close')) as [number | null];
    if (messages === undefined) throw new Error(`the flood failed: its process ended with ${code}`);
    scene.messages += messages;
  },
};

function newVictim(scene: Scene): Promise<Broadcast> {
  const { server, chance } = scene;
  scene.victims += 1;
  const userId = `victim-${scene.victims}`;
  return Broadcast.start({ port: server.port, userId, figures: new Figures(), chance });
}
