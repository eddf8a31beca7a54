/**
 * In: checks the speaker's audio (binary frames and sendAudio), offers it to the session's audio gate, and acknowledges
 * it.
 */

import type { ClockPort } from '../../actors/ports/clock.ts';
import { type ChunkLimits, checkChunk } from '../../audio/chunk-check.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { wireSeconds } from '../../protocol/server-messages.ts';
import type { ClientConnection } from './client-connection.ts';

export interface AudioRouteDeps {
  readonly clock: Pick<ClockPort, 'unixNow'>;
  readonly sizes: ChunkLimits;
}

export class AudioRoute {
  readonly #deps: AudioRouteDeps;

  constructor(deps: AudioRouteDeps) {
    this.#deps = deps;
  }

  /** The first check of a binary frame, for any sender. @param size bytes */
  tooLarge(size: number): Refusal | undefined {
    const limit = this.#deps.sizes.audioBytes;
    return size > limit ? refusal('PAYLOAD_TOO_LARGE', { kind: 'audio', limit, size }) : undefined;
  }

  /** @returns the PCM, or a refusal when the text is too long or is not base64. */
  decode(audioData: string): Uint8Array | Refusal {
    const unpadded = audioData.length - (audioData.endsWith('==') ? 2 : audioData.endsWith('=') ? 1 : 0);
    const size = Math.floor((unpadded * 3) / 4);
    const tooLarge = this.tooLarge(size);
    if (tooLarge) return tooLarge;
    const pcm = Buffer.from(audioData, 'base64');
    // Node skips characters that are not base64. Then there are fewer bytes than the text's length implies.
    if (pcm.length !== size || unpadded % 4 === 1) return refusal('INVALID_AUDIO_FORMAT', { reason: 'base64' });
    return pcm;
  }

  /** @param pcm Copied if it is accepted. @param receivedAt monotonic ms. */
  accept(connection: ClientConnection, pcm: Uint8Array, receivedAt: number): Refusal | undefined {
    const { clock, sizes } = this.#deps;
    if (connection.seat.role === 'none') return refusal('CONNECTION_NOT_FOUND');
    if (connection.seat.role !== 'speaker') return refusal('UNAUTHORIZED', { requiredRole: 'speaker' });
    const { session } = connection.seat;
    const verdict = checkChunk(pcm, { isFirst: !connection.hasSpoken, limits: sizes });
    if (!verdict.ok) {
      const { ok: _, ...problem } = verdict;
      if (problem.reason !== 'tooLarge') return refusal('INVALID_AUDIO_FORMAT', problem);
      return refusal('PAYLOAD_TOO_LARGE', { kind: 'audio', limit: problem.limit, size: problem.size });
    }
    const now = clock.unixNow();
    const dropped = session.gate.offer(pcm, receivedAt);
    if (dropped === undefined) connection.hasSpoken = true;
    if (connection.info.wantsAcknowledgements) {
      const { sessionId } = session.info;
      // A member that is undefined is left out.
      connection.send(JSON.stringify({ type: 'audioReceived', sessionId, timestamp: wireSeconds(now), dropped }));
    }
    return undefined;
  }
}
