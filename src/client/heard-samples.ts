/** Decodes the samples of an `audio` message. What cannot be decoded is reported, and never replaced by silence. */
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import { decodeBase64 } from './base64.ts';
import type { Incoming } from './client-events.ts';

export type ErrorMessage = ServerMessageOf<'error'>;

/** @returns the whole samples up to the first problem, and an error about the rest. */
export function readSamples(message: Incoming): { pcm: Uint8Array; problem: ErrorMessage | undefined } {
  const { audioData } = message;
  if (typeof audioData !== 'string') {
    return { pcm: new Uint8Array(0), problem: problemWith(message, 'base64', 'the message has no audioData') };
  }
  const { bytes, leftOver } = decodeBase64(audioData);
  const pcm = bytes.subarray(0, bytes.length & ~1);
  if (leftOver > 0) {
    const text = `the last ${leftOver} of ${audioData.length} characters are not base64`;
    return { pcm, problem: problemWith(message, 'base64', text) };
  }
  const isWhole = pcm.length === bytes.length;
  return { pcm, problem: isWhole ? undefined : problemWith(message, 'oddLength', 'the last sample is incomplete') };
}

function problemWith(
  { sequenceNumber, timestamp }: Incoming,
  reason: 'base64' | 'oddLength',
  text: string,
): ErrorMessage {
  return {
    type: 'error',
    code: 'INVALID_AUDIO_FORMAT',
    statusCode: 400,
    message: `A part of the translated audio cannot be played: ${text}.`,
    details: { reason, ...(typeof sequenceNumber === 'number' ? { sequenceNumber } : {}) },
    correlationId: '',
    timestamp: typeof timestamp === 'number' ? timestamp : Math.floor(Date.now() / 1_000),
  };
}
