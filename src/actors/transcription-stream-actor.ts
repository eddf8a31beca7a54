/** Fills the `stream` slot of the transcription chart: one actor per upstream stream, nothing thrown, released once. */
import { fromCallback } from 'xstate';
import type { StreamCommand, StreamInput } from '../machines/transcription.machine.ts';

export const transcriptionStreamActor = fromCallback<StreamCommand, StreamInput>(({ input, sendBack, receive }) => {
  const upstream = input.openUpstream({ number: input.number, standby: input.standby }, sendBack);
  receive((command) => {
    if (command.type === 'stream.finish') upstream.finish();
    else upstream.takeOver();
  });
  return () => upstream.release();
});
