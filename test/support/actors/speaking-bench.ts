/** A session in the middle of a broadcast, for tests of how it ends. */
import { SessionBench } from './actor-bench.ts';
import type { FakeSocket } from './fake-sockets.ts';

/** A session that is speaking, whose stream does not end by itself. */
export async function setUpSpeaking() {
  const bench = new SessionBench();
  bench.transcription.script = (stream) => {
    stream.opened();
    stream.onEndFrame = () => {};
  };
  const listener = bench.listen('listener-1');
  await bench.speak(1_000);
  return { bench, listener, stream: bench.transcription.last };
}

/** With which reasons a listener was told of the end. */
export const endedOf = (socket: FakeSocket) => socket.of('sessionEnded').map(({ reason }) => reason);
