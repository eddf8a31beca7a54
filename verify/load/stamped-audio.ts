/** What the speakers of a load say: ten seconds of numbered blocks, again and again. */
import { stampBlock } from '../../emulators/transcribe/stamped-audio.ts';

/** 20 ms each. The scripts see from the numbers what is missing or doubled, as long as it is less than half of them. */
const BLOCKS = 500;

export function stampedAudio(): Uint8Array {
  return Buffer.concat(Array.from({ length: BLOCKS }, (_, number) => stampBlock(number)));
}
