/** Starts each of the recognisers that really recognise, as the settings have it: how many streams, threads, processes. */
import { availableParallelism } from 'node:os';
import type { AsrSettings } from './asr-settings.ts';
import { startPocketSphinx } from './pocketsphinx/pocketsphinx-recogniser.ts';
import { type Recogniser, withFacts } from './recogniser.ts';

export interface EngineStart {
  /** Decoding threads of PocketSphinx; one for each core by default. */
  readonly workers?: number | undefined;
  /**
   * Streams that one speaker may have at a time, default 1. A server that moves a session to another stream while the one
   * before says its last words needs 2.
   */
  readonly streamsPerSpeaker?: number;
}

type Start = (settings: AsrSettings, options: EngineStart) => Promise<Recogniser>;

/** Each rejects with one line where it cannot be had. Doubles stand in for them in tests. */
export interface EngineStarters {
  readonly pocketsphinx: Start;
}

export const ENGINE_STARTERS: EngineStarters = { pocketsphinx };

/** Continuous speakers that a core hears in real time, with something to spare. */
const SPEAKERS_PER_CORE = 3;
/** Each holds a decoder and a model. */
const MAX_WORKERS = 8;

async function pocketsphinx({ maxStreams }: AsrSettings, options: EngineStart): Promise<Recogniser> {
  const { workers = Math.min(MAX_WORKERS, availableParallelism()), streamsPerSpeaker = 1 } = options;
  const speakers = maxStreams ?? SPEAKERS_PER_CORE * workers;
  const recogniser = await startPocketSphinx({ workers, maxStreams: speakers * streamsPerSpeaker });
  return withFacts(recogniser, { maxStreams: speakers });
}
