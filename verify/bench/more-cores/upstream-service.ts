/** The other side of ThreadedTranscription: opens the streams that it is told to, through a transcription port of its own. */
import type { TranscriptionPort, TranscriptionSignal } from '../../../src/actors/ports/transcription.ts';
import { RemoteAudio } from './remote-audio.ts';
import { toSharedClockMs } from './thread-clock.ts';
import {
  type OpenOrder,
  type UpstreamFact,
  type UpstreamFacts,
  type UpstreamOrders,
  unpackFrames,
} from './thread-messages.ts';
import { TurnBatch } from './turn-batch.ts';

/** The server's thread, seen from this one. */
export interface ServerThread {
  postMessage(facts: UpstreamFacts): void;
  on(event: 'message', listener: (orders: UpstreamOrders) => void): unknown;
}

interface Facts {
  readonly asks: number[];
  readonly stops: number[];
  readonly facts: UpstreamFact[];
}

interface ServedStream {
  readonly audio: RemoteAudio;
  readonly release: AbortController;
}

export function serveUpstream(server: ServerThread, transcription: TranscriptionPort): void {
  const clockMs = toSharedClockMs();
  const streams = new Map<number, ServedStream>();
  const said = new TurnBatch<Facts>(
    () => ({ asks: [], stops: [], facts: [] }),
    (facts) => server.postMessage(facts),
  );

  function open({ stream, ...request }: OpenOrder): void {
    const audio = new RemoteAudio({
      onAsk: () => said.open.asks.push(stream),
      onStop: () => said.open.stops.push(stream),
    });
    const release = new AbortController();
    streams.set(stream, { audio, release });
    transcription.open({ ...request, audio }, release.signal, {
      onSignal: (signal: TranscriptionSignal) => {
        if (signal.type === 'ended') streams.delete(stream);
        said.open.facts.push({ stream, signal });
      },
      onResults: (results, receivedAt) => said.open.facts.push({ stream, results, receivedAt: receivedAt + clockMs }),
    });
  }

  server.on('message', ({ opens, frames, closes }) => {
    for (const order of opens) open(order);
    if (frames !== undefined) for (const { stream, pcm } of unpackFrames(frames)) streams.get(stream)?.audio.give(pcm);
    for (const { stream, how } of closes) {
      const served = streams.get(stream);
      if (how === 'end') served?.audio.end();
      else served?.release.abort();
    }
  });
}
