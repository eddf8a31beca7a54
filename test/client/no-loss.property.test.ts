/** Speech through a network that breaks at random moments: what reaches the server, and how often. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Speaker } from '../../src/client/speaker.ts';
import { ClientBench } from '../support/client/client-bench.ts';
import { type Accepted, chunkOf } from '../support/client/simulated-server.ts';

type Step =
  | { readonly do: 'speak'; readonly chunks: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'cut'; readonly code: number | undefined }
  | { readonly do: 'close'; readonly code: number }
  | { readonly do: 'refresh' }
  | { readonly do: 'outage'; readonly ms: number };

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('speak' as const), chunks: fc.integer({ min: 1, max: 8 }) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 400 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('cut' as const), code: fc.constantFrom(1006, 1005, undefined) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), code: fc.constantFrom(1001, 4408, 1011) }) },
    { weight: 2, arbitrary: fc.constant({ do: 'refresh' as const }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('outage' as const), ms: fc.integer({ min: 1, max: 3_000 }) }) },
  ),
  { maxLength: 40 },
);

interface Played {
  readonly accepted: readonly Accepted[];
  readonly spoken: number;
  readonly speaker: Speaker;
}

/** @param isGentle Everything on its way arrives before anything breaks. */
async function play(script: readonly Step[], latencyMs: number, isGentle: boolean): Promise<Played> {
  const bench = new ClientBench();
  bench.server.latencyMs = latencyMs;
  const speaker = await bench.speaker({ heartbeatMs: 2_000, giveUpAfterMs: 600_000 }, 1_000);
  let spoken = 0;
  for (const step of script) {
    const breaks = step.do === 'cut' || step.do === 'close' || step.do === 'outage';
    if (isGentle && breaks) await bench.clock.advance(30_000);
    const socket = bench.server.last;
    if (step.do === 'speak') for (let i = 0; i < step.chunks; i++) speaker.send(chunkOf(spoken++));
    else if (step.do === 'wait') await bench.clock.advance(step.ms);
    else if (step.do === 'cut') socket.cut(step.code);
    else if (step.do === 'close') socket.closedByServer(step.code);
    else if (step.do === 'refresh') speaker.refresh().catch(() => {});
    else {
      bench.server.isReachable = false;
      socket.cut(1006);
      await bench.clock.advance(step.ms);
      bench.server.isReachable = true;
    }
  }
  await bench.clock.advance(60_000);
  await bench.after(0, speaker.drained());
  speaker.close();
  await bench.clock.advance(1_000);
  assert.equal(bench.clock.pending, 0, 'no timer is left');
  return { accepted: bench.server.accepted, spoken, speaker };
}

/** The numbers in the order in which each came for the first time. */
const firsts = (accepted: readonly Accepted[]) => [...new Set(accepted.map(({ number }) => number))];
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test('whatever breaks, every chunk arrives, in order, and none is sent again once its acknowledgement has come', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(1, 10, 80), async (script, latencyMs) => {
      const { accepted, spoken } = await play(script, latencyMs, false);

      assert.deepEqual(firsts(accepted), upTo(spoken));
      const known = new Set<number>();
      for (const [i, { number, socket, wasAcknowledged }] of accepted.entries()) {
        assert.ok(!known.has(number), `chunk ${number} was acknowledged and came again`);
        if (wasAcknowledged) known.add(number);
        const again = accepted.slice(0, i).find((before) => before.number === number && before.socket === socket);
        assert.equal(again, undefined, `chunk ${number} came twice on one socket`);
      }
      assert.equal(known.size, spoken, 'each was acknowledged in the end');
    }),
    { numRuns: 150 },
  );
});

test('where no acknowledgement is lost, every chunk arrives exactly once, over any number of sockets', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(1, 40), async (script, latencyMs) => {
      const { accepted, spoken, speaker } = await play(script, latencyMs, true);

      assert.deepEqual(
        accepted.map(({ number }) => number),
        upTo(spoken),
      );
      assert.equal(speaker.audio.acknowledged, spoken);
    }),
    { numRuns: 60 },
  );
});
