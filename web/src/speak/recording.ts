/** The bytes of a recording: a file of the person's own, or the talk that came with the pages. */
import { TEXTS } from '../texts.ts';
import type { Source } from './source-view.ts';

/** Decoded, an hour of speech takes some hundred times what it takes packed; a tab should live. */
const MAX_MEGABYTES = 100;

/** @throws Error in words for the person. */
export async function readRecording(source: Exclude<Source, { kind: 'microphone' }>): Promise<ArrayBuffer> {
  if (source.kind === 'file') {
    if (source.file.size > MAX_MEGABYTES * 1e6) throw new Error(TEXTS.speak.largeRecording(MAX_MEGABYTES));
    return source.file.arrayBuffer();
  }
  const response = await fetch(new URL('./sample-talk.wav', location.href));
  if (!response.ok) throw new Error(TEXTS.speak.noTalk);
  return response.arrayBuffer();
}
