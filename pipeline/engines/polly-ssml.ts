/** SSML for Amazon Polly: the escaped text with the speaker's rate and loudness. No pitch, because neural voices ignore it. */
import type { EmotionDynamics } from '../payload.ts';
import { xmlText } from './xml-text.ts';

/** Change of loudness at volume 0 (minus) and 1 (plus). At 0.5 the voice is not changed. */
const VOLUME_SPAN_DB = 6;

/** rate 0.5..2.0 becomes 50..200 %, volume 0..1 becomes -6..+6 dB. */
export function pollySsml(text: string, emotion: EmotionDynamics): string {
  const rate = Math.round(Math.min(2, Math.max(0.5, emotion.rate)) * 100);
  const decibels = (Math.min(1, Math.max(0, emotion.volume)) - 0.5) * 2 * VOLUME_SPAN_DB;
  const volume = `${decibels < 0 ? '-' : '+'}${Math.abs(decibels).toFixed(1)}dB`;
  return `<speak><prosody rate="${rate}%" volume="${volume}">${xmlText(text)}</prosody></speak>`;
}
