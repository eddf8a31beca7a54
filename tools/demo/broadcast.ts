/** Runs one talk from the first word to the last translation: the speaker, the listeners, their reports. Starts no server. */
import { join } from 'node:path';
import { samplesToMs } from '../../src/audio/pcm.ts';
import type { AsrReport } from '../../src/protocol/http-messages.ts';
import type { SegmentMode } from '../../src/protocol/segments.ts';
import { CommandFailure } from '../../testkit/command/failure.ts';
import type { Talk } from '../../testkit/speech/talk.ts';
import { ClientProcess } from './client-process.ts';
import type { ListenerCommand, ListenerReport, SpeakerCommand, SpeakerReport } from './reports.ts';
import type { Screen } from './screen.ts';
import { type Summary, summarise } from './summary.ts';
import { Tally } from './tally.ts';

export interface BroadcastInput {
  /** The server's port on this machine. */
  readonly port: number;
  /** The server's recogniser. */
  readonly asr: AsrReport;
  readonly talk: Talk;
  /** The talk's samples as bytes, for the speaker's process. */
  readonly pcmFile: string;
  readonly languages: readonly string[];
  /** Where the speech is cut for translation. Undefined: as the server is set. */
  readonly segments?: SegmentMode | undefined;
  readonly outFolder: string;
  readonly screen: Screen;
  /** Rejects when the talk must be aborted. The reason is passed on. */
  readonly brokenOff: Promise<never>;
}

const CONNECT_TIMEOUT_MS = 15_000;
/** Longest time from the last sample to sessionEnded: 5 s for late finals, 3 s more for listeners, and a reserve. */
const ENDING_TIMEOUT_MS = 20_000;

/** @throws CommandFailure when a client fails, or `brokenOff` rejects. */
export async function broadcast(input: BroadcastInput): Promise<Summary> {
  const { port, asr, talk, pcmFile, languages, outFolder, screen, brokenOff } = input;
  brokenOff.catch(() => {}); // it may reject when nothing awaits it any more
  const tally = new Tally(languages);
  const talkMs = samplesToMs(talk.samples.length);
  const fileOf = (language: string) => join(outFolder, `${language}.wav`);

  const speaker = new ClientProcess<SpeakerCommand, SpeakerReport>(
    'the speaker',
    './speaker.ts',
    { port, pcmFile, segments: input.segments },
    (report) => followSpeaker(report, tally, screen),
  );
  const clients: Pick<ClientProcess<never, SpeakerReport>, 'stop'>[] = [speaker];
  try {
    const { sessionId } = await Promise.race([speaker.first('session', CONNECT_TIMEOUT_MS), brokenOff]);
    screen.heading(`Session ${sessionId}: English to ${languages.join(', ')}`);
    screen.line(`${talk.title}, ${(talkMs / 1000).toFixed(1)} s, at its natural pace`);
    screen.line();

    const listeners = languages.map((language) => {
      const listener = new ClientProcess<ListenerCommand, ListenerReport>(
        `the listener in ${language}`,
        './listener.ts',
        { port, sessionId, language, wavFile: fileOf(language) },
        (report) => followListener(report, language, tally, screen),
      );
      clients.push(listener);
      return listener;
    });
    const all = <T>(each: (listener: (typeof listeners)[number]) => Promise<T>) => Promise.all(listeners.map(each));

    await Promise.race([all((listener) => listener.first('joined', CONNECT_TIMEOUT_MS)), brokenOff]);
    speaker.send({ kind: 'speak' });
    const { startedAtMs } = await Promise.race([speaker.first('speaking', CONNECT_TIMEOUT_MS), brokenOff]);
    for (const listener of listeners) listener.send({ kind: 'talkStarted', startedAtMs });

    const timeoutMs = talkMs + ENDING_TIMEOUT_MS;
    const [ended] = await Promise.race([
      Promise.all([speaker.first('ended', timeoutMs), all((listener) => listener.first('ended', timeoutMs))]),
      brokenOff,
    ]);
    if (ended.reason !== 'ended')
      throw new CommandFailure(`the session was ended before the talk was: ${ended.reason}`);
    if (ended.droppedChunks > 0) screen.note(`the server dropped ${ended.droppedChunks} chunks of audio`);
    const { segments, text: recognisedText } = tally;
    return summarise({
      session: sessionId,
      asr,
      talk,
      talkMs,
      segments,
      recognisedText,
      languages: tally.figures(),
      fileOf,
    });
  } finally {
    screen.end();
    await Promise.all(clients.map((client) => client.stop()));
  }
}

function followSpeaker(report: SpeakerReport, tally: Tally, screen: Screen): void {
  const atMs = tally.sinceStart(Date.now());
  if (report.kind === 'speaking') tally.speaking(report.startedAtMs);
  else if (report.kind === 'note') screen.note(report.message);
  else if (report.kind === 'transcript') {
    const isNew = tally.recognised(report);
    if (report.isPartial) screen.partial(atMs, report.text);
    // A corrected result was shown before, segment by segment.
    else screen.recognised(atMs, 'en', isNew ? report.text : `(corrected) ${report.text}`);
  }
}

function followListener(report: ListenerReport, language: string, tally: Tally, screen: Screen): void {
  if (report.kind === 'caption' && !report.isPartial) tally.unspoken(language, report.reason);
  if (report.kind === 'played') tally.played(language, report);
  if (report.kind !== 'heard') return;
  const latencyMs = tally.heard(language, report);
  if (!report.isFirstPart) return;
  const text = report.text ?? '(no text came with it)';
  const mark = report.translated || language === 'en' ? '' : ' (not translated)';
  screen.translation(tally.sinceStart(report.arrivedAtMs), language, `${text}${mark}`, latencyMs);
}
