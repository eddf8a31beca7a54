/** Speech of any length for the listeners: a voice-like tone in syllables. Pure. */
import { msToSamples, SAMPLE_RATE_HZ } from '../../src/audio/pcm.ts';

const LONGEST_MS = 40_000;
const PITCH_HZ = 118;
const HARMONICS = 6;
const SYLLABLES_PER_SECOND = 4.5;
const LOUDNESS = 9_000;
/** Fade at both ends, so that a piece does not click. It is sound, not a pause: there is nothing for a player to shorten. */
const FADE_MS = 8;

let tone: Int16Array | undefined;

/** @param durationMs above 40 s it is cut to that. @returns 16 kHz mono. */
export function targetSpeech(durationMs: number): Int16Array {
  tone ??= makeTone();
  const samples = tone.slice(0, msToSamples(Math.min(durationMs, LONGEST_MS)));
  const fade = Math.min(msToSamples(FADE_MS), samples.length >> 1);
  for (let i = 0; i < fade; i++) {
    const last = samples.length - 1 - i;
    samples[i] = Math.round(((samples[i] ?? 0) * i) / fade);
    samples[last] = Math.round(((samples[last] ?? 0) * i) / fade);
  }
  return samples;
}

/** Never silent: the quietest moment between two syllables has a quarter of the loudness. */
function makeTone(): Int16Array {
  return Int16Array.from({ length: msToSamples(LONGEST_MS) }, (_, i) => {
    const seconds = i / SAMPLE_RATE_HZ;
    const syllable = 0.625 - 0.375 * Math.cos(2 * Math.PI * SYLLABLES_PER_SECOND * seconds);
    let sum = 0;
    for (let k = 1; k <= HARMONICS; k++) sum += Math.sin(2 * Math.PI * PITCH_HZ * k * seconds) / k;
    return Math.round((LOUDNESS * syllable * sum) / 2);
  });
}
