/** The Scheme program that Festival runs for one utterance. Has only a voice's name and numbers in it, never the text. */
import type { EmotionDynamics } from '../payload.ts';

/** Makes the voice as loud as eSpeak NG's. Without it the voice is 2.5 dB louder. */
const NEUTRAL_GAIN = 0.75;
/** Like eSpeak NG's amplitude: 0.2 to 1.8 times. */
const GAIN_SPAN = 0.8;

/**
 * rate scales the speed, volume the loudness. Energy has no effect: the only option of an HTS voice that Festival 2.5 applies
 * is its speed.
 *
 * Festival also prints warnings to standard output. So the speech is written only after all of it is made, and what comes
 * before it does not belong to it.
 */
export function festivalScript(voice: string, { rate, volume }: EmotionDynamics): string {
  const gain = NEUTRAL_GAIN * (1 + (volume - 0.5) * 2 * GAIN_SPAN);
  return `(begin
(voice_${voice})
(set! hts_engine_params (append hts_engine_params (list (list "-r" ${rate.toFixed(2)}))))
(define waves nil)
(define samples 0)
(define (keep utt)
  (if (utt.relation.items utt 'Segment)
    (begin
      (utt.wave.rescale utt ${gain.toFixed(3)})
      (set! samples (+ samples (get_param 'num_samples (wave.info (utt.wave utt)) 0)))
      (set! waves (cons (utt.wave utt) waves))))
  utt)
(set! tts_hooks (list utt.synth keep))
(tts_file "-" 'fundamental)
(define out (fopen "-" "wb"))
(if waves (wave.save.header out (car waves) 'riff nil (list (list "numsamples" samples))))
(mapcar (lambda (wave) (wave.save.data.fp wave out 'riff nil)) (reverse waves))
(fclose out))`;
}

/** @returns Festival's output from the WAV on. Empty if there is none. */
export function withoutComplaints(output: Buffer): Buffer {
  for (let at = output.indexOf('RIFF'); at >= 0; at = output.indexOf('RIFF', at + 1)) {
    if (output.toString('latin1', at + 8, at + 16) === 'WAVEfmt ') return output.subarray(at);
  }
  return Buffer.alloc(0);
}
