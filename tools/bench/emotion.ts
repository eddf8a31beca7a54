/**
 * Prints the cost of emotion analysis: `npx tsx tools/bench/emotion.ts`; with `--json` as one line of JSON. Times are medians,
 * and they are compared with the floor of the same run, as the machine is faster or slower at other times.
 */
import { alignedLines } from '../../testkit/text/table.ts';
import { measureEmotion } from './emotion-cost.ts';

/** Two stretches a second: more than finals and partials ask for. */
const READS_PER_SECOND = 2;

const cost = measureEmotion();
const { acceptUsPerSecond, readUs, longReadUs, floorUsPerSecond, acceptBytesPerSecond, readBytes } = cost;
const whole = acceptUsPerSecond + READS_PER_SECOND * readUs;

function row(what: string, us: number, bytes: number | undefined): string[] {
  const left = bytes === undefined ? '' : bytes.toFixed(0);
  return [what, us.toFixed(1), (us / floorUsPerSecond).toFixed(1), left];
}

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(cost));
} else {
  console.log('Emotion analysis of speech in chunks of 20 ms\n');
  for (const line of alignedLines([
    ['', 'us', 'times the floor', 'bytes on the heap'],
    row('the floor: one pass over a second of samples', floorUsPerSecond, undefined),
    row('taking a second of audio', acceptUsPerSecond, acceptBytesPerSecond),
    row('measuring a stretch of 5 s', readUs, readBytes),
    row('measuring a stretch of 20 s', longReadUs, undefined),
    row(
      `a second of audio, with ${READS_PER_SECOND} stretches of 5 s`,
      whole,
      acceptBytesPerSecond + READS_PER_SECOND * readBytes,
    ),
  ])) {
    console.log(line);
  }
}
