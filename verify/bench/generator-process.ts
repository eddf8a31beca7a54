/**
 * The process of the speakers, the listeners and the light stand-ins for Transcribe and Lambda: all in one, so that sending and
 * arrival are measured on one clock. Does what its parent asks over the channel.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { BYTES_PER_MS, toPcm } from '../../src/audio/pcm.ts';
import { Histogram } from '../../testkit/measure/quantiles.ts';
import { LONG_TALK, makeTalk } from '../../testkit/speech/talk.ts';
import { letSpeak } from './bare-speakers.ts';
import { Crowd } from './crowd.ts';
import { DeliveryBurst } from './delivery-burst.ts';
import type {
  EndpointOptions,
  GeneratorPorts,
  GeneratorQuestion,
  GeneratorReading,
  GeneratorReply,
  JoinOptions,
} from './generator-messages.ts';
import { LambdaStandIn } from './lambda-stand-in.ts';
import { numberedChunks } from './numbered-speech.ts';
import { TranscribeStandIn } from './transcribe-stand-in.ts';
import { TranscriptSchedule } from './transcript-schedule.ts';
import { BareWebSocket } from './web-socket.ts';

const SENTENCES = 2;

const talk = makeTalk('slt', SENTENCES, LONG_TALK);
const pcm = toPcm(talk.samples);
const lambda = new LambdaStandIn();
let endpoints: { readonly options: EndpointOptions; readonly transcribe: TranscribeStandIn } | undefined;
let crowd: Crowd | undefined;
let burst: DeliveryBurst | undefined;
let arrivals = new Histogram();

async function serve(options: EndpointOptions): Promise<GeneratorPorts> {
  const { chunkMs, transcripts, isSynchronous, certificate } = options;
  const transcribe = new TranscribeStandIn({
    chunkBytes: chunkMs * BYTES_PER_MS,
    loop: numberedChunks(pcm, chunkMs).length,
    schedule:
      transcripts > 0
        ? new TranscriptSchedule(transcripts, (talk.text ?? '').toLowerCase().match(/[a-z']+/g) ?? [])
        : undefined,
    ...{ isSynchronous, certificate },
    onArrival: (session, index, at) => {
      const sentAt = crowd?.sentAt(session, index);
      if (sentAt !== undefined) arrivals.add(at - sentAt);
    },
  });
  endpoints = { options, transcribe };
  return { transcribePort: await transcribe.listen(), lambdaPort: await lambda.listen() };
}

async function join(join: JoinOptions): Promise<void> {
  if (endpoints === undefined) throw new Error('the endpoints come first');
  const { chunkMs, isJson } = endpoints.options;
  crowd = new Crowd({ ...join, chunkMs, isJson }, pcm);
  await crowd.join();
}

function begin(): void {
  arrivals = new Histogram();
  if (crowd !== undefined) crowd.lateness = new Histogram();
}

function read(): GeneratorReading {
  if (crowd === undefined || endpoints === undefined) throw new Error('nobody has joined');
  return {
    crowd: crowd.counts,
    transcribe: endpoints.transcribe.counts,
    lambdaCalls: lambda.calls,
    lateness: crowd.lateness.read(),
    sentToTranscribe: arrivals.read(),
    lastError: crowd.lastError,
    refusedDeliveries: burst?.refused ?? 0,
  };
}

async function listen(port: number, count: number): Promise<void> {
  const ignored = () => {};
  for (let n = 0; n < count; n += 1) {
    await BareWebSocket.connect({ port, path: '/', onText: ignored, onClose: ignored });
  }
}

/** Does something so many times, at most once in `everyMs`. */
async function repeat(times: number, everyMs: number, work: () => unknown): Promise<void> {
  const beganAt = performance.now();
  for (let n = 1; n <= times; n += 1) {
    await work();
    await sleep(Math.max(0, beganAt + n * everyMs - performance.now()));
  }
}

async function answer(question: GeneratorQuestion): Promise<unknown> {
  switch (question.ask) {
    case 'listen':
      await listen(question.port, question.count);
      return {};
    case 'speak':
      await letSpeak(question.options);
      return {};
    case 'control':
      await repeat(question.times, question.everyMs, () => crowd?.setVolume());
      return {};
    case 'sign':
      burst = await DeliveryBurst.sign(question.port, question.key, crowd?.listenerIds ?? [], question.body);
      return {};
    case 'deliver':
      await repeat(question.times, question.everyMs, () => burst?.send());
      return {};
    case 'serve':
      return serve(question.options);
    case 'join':
      await join(question.options);
      return {};
    case 'begin':
      begin();
      return {};
    case 'read':
      return read();
  }
}

process.on('message', (question: GeneratorQuestion) => {
  answer(question).then(
    (answer) => reply({ answer }),
    (error: unknown) => reply({ refused: error instanceof Error ? error.message : String(error) }),
  );
});
// The rig is gone.
process.on('disconnect', () => process.exit(0));

function reply(reply: GeneratorReply): void {
  process.send?.(reply);
}
