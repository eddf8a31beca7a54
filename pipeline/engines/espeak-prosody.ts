/** Converts the speaker's emotion to eSpeak NG's options and SSML. Neutral emotion does not change the voice. */
import type { EmotionDynamics } from '../payload.ts';
import { xmlText } from './xml-text.ts';

const DEFAULT_WORDS_PER_MINUTE = 175;
const SLOWEST_WORDS_PER_MINUTE = 80;
const DEFAULT_AMPLITUDE = 100;
const AMPLITUDE_SPAN = 80;
const DEFAULT_PITCH = 50;
const PITCH_SPAN = 10;
const DEFAULT_RANGE_PERCENT = 100;
const RANGE_SPAN_PERCENT = 80;

/** rate scales the words in a minute (87..350), volume the amplitude (20..180), energy raises the pitch a little (40..60). */
export function espeakOptions({ rate, volume, energy }: EmotionDynamics): readonly string[] {
  const words = Math.max(SLOWEST_WORDS_PER_MINUTE, Math.round(DEFAULT_WORDS_PER_MINUTE * rate));
  const amplitude = Math.round(around(volume, DEFAULT_AMPLITUDE, AMPLITUDE_SPAN));
  const pitch = Math.round(around(energy, DEFAULT_PITCH, PITCH_SPAN));
  return ['-s', String(words), '-a', String(amplitude), '-p', String(pitch)];
}

/** @returns the text as SSML. More energy gives a wider pitch range: 20 % to 180 % of the voice's own. */
export function espeakSsml(text: string, { energy }: EmotionDynamics): string {
  const range = Math.round(around(energy, DEFAULT_RANGE_PERCENT, RANGE_SPAN_PERCENT));
  // Two brackets would begin eSpeak's phoneme notation.
  const plain = text.replaceAll('[[', '[ [').replaceAll('[[', '[ [');
  return `<speak><prosody range="${range}%">${xmlText(plain)}</prosody></speak>`;
}

/** @returns `middle` for 0.5, `middle - span` for 0, `middle + span` for 1. */
function around(value: number, middle: number, span: number): number {
  return middle + (value - 0.5) * 2 * span;
}
