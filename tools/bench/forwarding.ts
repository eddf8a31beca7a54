/**
 * Measures what handing one transcript to the pipeline costs: `npx tsx tools/bench/forwarding.ts`. First the whole call
 * over a connection, beside the SDK's and a bare signed POST. Then the part of it that is not the call: forwarder,
 * circuit breaker and retry before a port that accepts at once.
 */
import { untraced } from '../../src/actors/ports/tracing.ts';
import type { TranslationPort } from '../../src/actors/ports/translation.ts';
import { forwardedBy, medianCpuOf, REQUEST } from './forwarded-call.ts';
import { measureLambdaCall } from './lambda-call.ts';

const ROUNDS = { warm: 1, counted: 31, calls: 2_000 };
/** Accepts everything at once. */
const PORT: TranslationPort = { invoke: async () => ({ ok: true }) };

function print(title: string, costs: Readonly<Record<string, number>>, floor: number): void {
  console.log(title);
  for (const [name, us] of Object.entries(costs)) {
    console.log(`${name.padEnd(24)} ${us.toFixed(1)} us, ${(us / floor).toFixed(2)} x the last`);
  }
}

const { ours, sdk, floor } = await measureLambdaCall();
print(
  'one call of the pipeline, CPU',
  { 'as the server makes it': ours, 'by the SDK': sdk, 'a bare signed POST': floor },
  floor,
);

const { forwarder, alone } = await medianCpuOf(
  {
    forwarder: forwardedBy(
      PORT,
      untraced(() => ''),
    ),
    alone: async () => {
      await PORT.invoke(REQUEST, new AbortController().signal);
    },
  },
  ROUNDS,
);
print(
  '\nthe same before a port that accepts at once, untraced',
  { 'through the forwarder': forwarder, 'the port alone': alone },
  alone,
);
