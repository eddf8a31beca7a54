/** The speaker's emotion as eSpeak NG's options and SSML. Neutral emotion gives each voice as it is. */
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

/** rate scales the words a minute (87..350), volume the amplitude (20..180), energy raises the pitch a little (40..60). */
export function espeakOptions({ rate, volume, energy }: EmotionDynamics): readonly string[] {
  const words = Math.max(SLOWEST_WORDS_PER_MINUTE, Math.round(DEFAULT_WORDS_PER_MINUTE * rate));
  const amplitude = Math.round(around(volume, DEFAULT_AMPLITUDE, AMPLITUDE_SPAN));
  const pitch = Math.round(around(energy, DEFAULT_PITCH, PITCH_SPAN));
  return ['-s', String(words), '-a', String(amplitude), '-p', String(pitch)];
}

/** The text as SSML, its pitch moving more the more energy there was: 20 % of the voice's range to 180 %. */
export function espeakSsml(text: string, { energy }: EmotionDynamics): string {
  const range = Math.round(around(energy, DEFAULT_RANGE_PERCENT, RANGE_SPAN_PERCENT));
  // Two brackets would open eSpeak's phoneme notation.
  const plain = text.replaceAll('[[', '[ [').replaceAll('[[', '[ [');
  return `<speak><prosody range="${range}%">${xmlText(plain)}</prosody></speak>`;
}

/** `middle` at 0.5, `span` less at 0 and more at 1. */
function around(value: number, middle: number, span: number): number {
  return middle + (value - 0.5) * 2 * span;
}
