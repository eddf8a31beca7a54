/** Fills the `stream` slot of the transcription chart: one actor per upstream stream, nothing thrown, released once. */
import { fromCallback } from 'xstate';
import type { StreamCommand, StreamInput } from '../../machines/transcription.vocabulary.ts';

export const transcriptionStreamActor = fromCallback<StreamCommand, StreamInput>(({ input, sendBack, receive }) => {
  const { openUpstream, ...wish } = input;
  const upstream = openUpstream(wish, sendBack);
  receive((command) => {
    if (command.type === 'stream.finish') upstream.finish();
    else upstream.takeOver();
  });
  return () => upstream.release();
});
