/** sendAudio, as JSON and as bare binary frames: the same checks, the same acknowledgement. */
import { checkChunk } from '../../audio/chunk-check.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { wireSeconds } from '../../protocol/server-messages.ts';
import type { AppContext } from '../boot/app-context.ts';
import type { ClientConnection } from './client-connection.ts';

export class AudioRoute {
  readonly #parts: AppContext;

  constructor(parts: AppContext) {
    this.#parts = parts;
  }

  /** Asked of a binary frame before anything else: it is audio whoever sends it. @param size bytes */
  tooLarge(size: number): Refusal | undefined {
    const limit = this.#parts.config.sizes.audioBytes;
    return size > limit ? refusal('PAYLOAD_TOO_LARGE', { kind: 'audio', limit, size }) : undefined;
  }

  /** @returns the PCM, or why the text is not base64 of audio that is taken. */
  decode(audioData: string): Uint8Array | Refusal {
    const unpadded = audioData.length - (audioData.endsWith('==') ? 2 : audioData.endsWith('=') ? 1 : 0);
    const size = Math.floor((unpadded * 3) / 4);
    const tooLarge = this.tooLarge(size);
    if (tooLarge) return tooLarge;
    const pcm = Buffer.from(audioData, 'base64');
    // Node skips what is not base64 instead of refusing it: then fewer bytes come out than the text stands for.
    if (pcm.length !== size || unpadded % 4 === 1) return refusal('INVALID_AUDIO_FORMAT', { reason: 'base64' });
    return pcm;
  }

  /** @param pcm Owned by the callee from here on. @param receivedAt monotonic ms. */
  accept(connection: ClientConnection, pcm: Uint8Array, receivedAt: number): Refusal | undefined {
    const { clock, config } = this.#parts;
    if (connection.seat.role === 'none') return refusal('CONNECTION_NOT_FOUND');
    if (connection.seat.role !== 'speaker') return refusal('UNAUTHORIZED', { requiredRole: 'speaker' });
    const { session } = connection.seat;
    const verdict = checkChunk(pcm, { isFirst: !connection.hasSpoken, limits: config.sizes });
    if (!verdict.ok) {
      const { ok: _, ...problem } = verdict;
      if (problem.reason !== 'tooLarge') return refusal('INVALID_AUDIO_FORMAT', problem);
      return refusal('PAYLOAD_TOO_LARGE', { kind: 'audio', limit: problem.limit, size: problem.size });
    }
    const now = clock.unixNow();
    const dropped = session.offerAudio(pcm, receivedAt);
    if (dropped === undefined) connection.hasSpoken = true;
    if (connection.facts.wantsAcknowledgements) {
      connection.send(
        JSON.stringify({
          type: 'audioReceived',
          sessionId: session.facts.sessionId,
          timestamp: wireSeconds(now),
          ...(dropped === undefined ? {} : { dropped }),
        }),
      );
    }
    return undefined;
  }
}
