/** Speakers at natural pace, each with listeners. Every chunk must be acknowledged, every block recognised. */
import { Counter, Trend } from 'k6/metrics';
import { Ear } from './ear.ts';
import { EndToEnd } from './end-to-end.ts';
import { serverThresholds } from './server-latencies.ts';
import { SETTINGS, sessionOptions, useLoad, within } from './settings.ts';
import { BLOCK_MS } from './speech.ts';
import { summary } from './summary.ts';
import { type Beginning, beginning, ending, takeTurn } from './turn.ts';
import { Voice } from './voice.ts';

useLoad('audio');

const acknowledgement = new Trend('acknowledgement_latency', true);
const endToEnd = new Trend('end_to_end_latency', true);
const counts = {
  chunksSent: new Counter('chunks_sent'),
  chunksAcknowledged: new Counter('chunks_acknowledged'),
  chunksDropped: new Counter('chunks_dropped'),
  chunksUnanswered: new Counter('chunks_unanswered'),
  blocksRecognised: new Counter('blocks_recognised'),
  blocksMissing: new Counter('blocks_missing'),
  blocksDoubled: new Counter('blocks_doubled'),
  deliveries: new Counter('deliveries'),
  deliveriesMissing: new Counter('deliveries_missing'),
  unheard: new Counter('sessions_unheard'),
};
/** With small chunks, one acknowledgement in this many is measured, which is enough for the latency. */
const ONE_IN = Math.max(1, Math.round(100 / SETTINGS.chunkMs));

export const options = sessionOptions('speak', SETTINGS.speakers, {
  chunks_dropped: ['count==0'],
  chunks_unanswered: ['count==0'],
  end_to_end_latency: within(5_000),
  ...(SETTINGS.isDriven ? {} : { acknowledgement_latency: within(50) }),
  // Which chunk is in which sentence is known of stamped audio only. Otherwise each session must hear something.
  ...(SETTINGS.isStamped
    ? { blocks_missing: ['count==0'], blocks_doubled: ['count==0'], deliveries_missing: ['count==0'] }
    : { sessions_unheard: ['count==0'] }),
  ...serverThresholds(),
});

export const setup = beginning;
export const teardown = ending;

export function speak(from: Beginning): void {
  const voice = new Voice();
  const ear = new Ear(voice.blocks);
  const heard = new EndToEnd(SETTINGS.chunkMs, (ms) => endToEnd.add(ms));
  const sentAt: number[] = [];
  let sent = 0;
  let answered = 0;
  let dropped = 0;
  let deliveries = 0;

  const acknowledge = (text: string, at: number) => {
    const since = sentAt[answered % sentAt.length];
    if (answered % ONE_IN === 0 && since !== undefined) acknowledgement.add(Math.max(0, at - since));
    answered += 1;
    if (text.includes('"dropped"')) dropped += 1;
  };
  const over = () => {
    counts.chunksSent.add(sent);
    counts.chunksAcknowledged.add(answered);
    counts.chunksDropped.add(dropped);
    counts.chunksUnanswered.add(sent - answered);
    counts.deliveries.add(deliveries);
    counts.unheard.add(SETTINGS.listeners > 0 && deliveries === 0 ? 1 : 0);
    if (!SETTINGS.isStamped) return;
    const { missing, doubled } = ear.settle((sent * SETTINGS.chunkMs) / BLOCK_MS);
    counts.blocksRecognised.add(ear.heard);
    counts.blocksMissing.add(missing);
    counts.blocksDoubled.add(doubled);
    counts.deliveriesMissing.add(Math.max(0, ear.finals * SETTINGS.listeners - deliveries));
  };

  takeTurn(from, {
    everyMs: SETTINGS.chunkMs,
    lastMs: LAST_WORDS_MS,
    act: (speaker) => {
      const at = speaker.send(voice.next());
      if (sentAt.length < REMEMBERED) sentAt.push(at);
      else sentAt[sent % REMEMBERED] = at;
      sent += 1;
      heard.sent(at);
    },
    onSpeakerText: (text, at) => {
      if (text.startsWith('{"type":"audioReceived"')) acknowledge(text, at);
      else if (SETTINGS.isStamped) ear.hear(text);
    },
    onListenerText: (text, at) => {
      if (!text.startsWith('{"type":"audio"')) return;
      deliveries += 1;
      heard.hear(text, at);
    },
    onOver: over,
  });
}

/** Chunks that are remembered: more than a speaker can have without an answer. */
const REMEMBERED = 4_096;
/** Wait for the last acknowledgements before endSession. */
const LAST_WORDS_MS = 500;

export const handleSummary = summary;
