/** Events as long as those that the server sends to Transcribe. Pure; no one checks their signatures. */
import { eventCodec } from '../../emulators/transcribe/event-codec.ts';

/** @param audioBytes of silence in the event. */
export function signedEvent(audioBytes: number): Buffer {
  const text = (value: string) => ({ type: 'string', value }) as const;
  const event = eventCodec.encode({
    headers: {
      ':event-type': text('AudioEvent'),
      ':message-type': text('event'),
      ':content-type': text('application/octet-stream'),
    },
    body: new Uint8Array(audioBytes),
  });
  const headers = {
    ':date': { type: 'timestamp', value: new Date() },
    ':chunk-signature': { type: 'binary', value: new Uint8Array(32) },
  } as const;
  return Buffer.from(eventCodec.encode({ headers, body: event }));
}
