/** Loads the talk that comes with the pages. */
import { openRecording } from '../../../../src/audio/recording.ts';
import type { Sound } from '../../../../src/audio/sound.ts';
import type { SampleTalk } from '../../speak/sample-talk.ts';
import { START } from '../../texts/start.ts';

/** @throws Error with a text for people. */
export async function loadSample(sample: SampleTalk, signal: AbortSignal): Promise<Sound> {
  const response = await fetch(new URL(sample.file, location.href), { signal });
  if (!response.ok) throw new Error(START.demo.noTalk);
  return openRecording(new Uint8Array(await response.arrayBuffer()));
}
