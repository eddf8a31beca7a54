/**
 * A light stand-in for Transcribe Streaming: HTTP/2 on bare sockets. Takes each stream's audio, says when it arrived, and sends
 * transcripts at a steady pace. Checks no signature, because the contract tests do.
 */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { ArrivalTrack } from './arrival-track.ts';
import { AudioEvents } from './audio-events.ts';
import { BareServer } from './bare-server.ts';
import {
  FIRST_WINDOW,
  FLAG,
  FRAME,
  type Http2Frame,
  Http2FrameCutter,
  http2Frame,
  LARGEST_WINDOW,
  okHeaders,
  PREFACE,
  serverSettings,
  windowUpdate,
} from './http2-frames.ts';
import { readGreeting } from './numbered-speech.ts';
import { Pacer } from './pacer.ts';
import { spreadOver } from './spread.ts';
import type { TranscriptSchedule } from './transcript-schedule.ts';

export interface StandInOptions {
  readonly chunkBytes: number;
  /** Chunks after which the speech repeats. */
  readonly loop: number;
  /** Undefined: no transcripts. */
  readonly schedule: TranscriptSchedule | undefined;
  /** True: all streams get their transcripts in the same 100 ms. */
  readonly isSynchronous: boolean;
  /** Undefined: without TLS. */
  readonly certificate: { readonly key: string; readonly cert: string } | undefined;
  /** @param at when its last byte was read, on the clock of `performance.now()`. */
  readonly onArrival: (session: number, index: number, at: number) => void;
}

export interface StandInCounts {
  streams: number;
  events: number;
  bytes: number;
  lost: number;
  transcripts: number;
  /** Streams that never named their session, which a stream that is opened again does not. */
  unknown: number;
}

/** The connection's window is opened again when this much of it is used. */
const WINDOW_USED = 2 ** 30;
const SYNCHRONOUS_WITHIN_MS = 100;

export class TranscribeStandIn {
  readonly counts: StandInCounts = { streams: 0, events: 0, bytes: 0, lost: 0, transcripts: 0, unknown: 0 };
  readonly #options: StandInOptions;
  readonly #server: BareServer;
  readonly #pacer: Pacer;
  #readAt = 0;

  constructor(options: StandInOptions) {
    this.#options = options;
    this.#pacer = new Pacer(options.schedule?.everyMs ?? 1_000);
    const { certificate } = options;
    this.#server = new BareServer({ certificate, onSocket: (socket) => this.#accept(socket) });
  }

  /** @returns the port, on loopback. */
  listen(): Promise<number> {
    return this.#server.listen();
  }

  close(): void {
    this.#pacer.stop();
    this.#server.close();
  }

  #accept(socket: Socket): void {
    socket.write(Buffer.concat([serverSettings(), windowUpdate(0, LARGEST_WINDOW - FIRST_WINDOW)]));
    const cutter = new Http2FrameCutter();
    const streams = new Map<number, Stream>();
    const take = (frame: Http2Frame) => this.#take(frame, socket, streams);
    let prefaceLeft = PREFACE.length;
    let used = 0;
    socket.on('data', (part: Buffer) => {
      this.#readAt = performance.now();
      const skipped = Math.min(prefaceLeft, part.length);
      prefaceLeft -= skipped;
      cutter.push(skipped === 0 ? part : part.subarray(skipped), take);
      used += part.length;
      if (used < WINDOW_USED) return;
      socket.write(windowUpdate(0, used));
      used = 0;
    });
    socket.on('close', () => {
      for (const stream of streams.values()) stream.end();
    });
  }

  #take({ type, flags, streamId, payload }: Http2Frame, socket: Socket, streams: Map<number, Stream>): void {
    const isAcknowledgement = (flags & FLAG.acknowledgement) !== 0;
    if (type === FRAME.data) {
      const stream = streams.get(streamId);
      if (payload.length > 0) stream?.events.push(payload, stream.take);
      if ((flags & FLAG.endStream) === 0) return;
      stream?.end();
      socket.write(http2Frame(FRAME.data, FLAG.endStream, streamId));
    } else if (type === FRAME.headers) {
      streams.set(streamId, this.#open(socket, streamId));
    } else if (type === FRAME.settings && !isAcknowledgement) {
      socket.write(http2Frame(FRAME.settings, FLAG.acknowledgement, 0));
    } else if (type === FRAME.ping && !isAcknowledgement) {
      socket.write(http2Frame(FRAME.ping, FLAG.acknowledgement, 0, payload));
    } else if (type === FRAME.resetStream) {
      streams.get(streamId)?.end();
      streams.delete(streamId);
    }
  }

  #open(socket: Socket, streamId: number): Stream {
    this.counts.streams += 1;
    this.counts.unknown += 1;
    socket.write(
      okHeaders(streamId, {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amzn-request-id': randomUUID(),
        'x-amzn-transcribe-session-id': randomUUID(),
      }),
    );
    const { chunkBytes, loop, onArrival } = this.#options;
    let session: number | undefined;
    let isOpen = true;
    const track = new ArrivalTrack({
      ...{ chunkBytes, loop },
      onArrival: (index) => onArrival(session ?? 0, index, this.#readAt),
    });
    const take = (pcm: Buffer) => {
      this.counts.events += 1;
      this.counts.bytes += pcm.length;
      if (session !== undefined) {
        const before = track.lost;
        track.take(pcm);
        this.counts.lost += track.lost - before;
        return;
      }
      const greeting = readGreeting(pcm);
      if (greeting === undefined) return;
      session = greeting.session;
      this.counts.unknown -= 1;
      track.take(pcm, chunkBytes);
      this.#speak(session, (event) => {
        if (isOpen) socket.write(http2Frame(FRAME.data, 0, streamId, event));
        return isOpen;
      });
    };
    const end = () => {
      isOpen = false;
    };
    return { events: new AudioEvents(), take, end };
  }

  /** Sends a stream's transcripts, from its first audio on. */
  #speak(session: number, send: (event: Buffer) => boolean): void {
    const { schedule, isSynchronous } = this.#options;
    if (schedule === undefined) return;
    const { everyMs } = schedule;
    const share = spreadOver(session, 1);
    // The first turn may come at once, but the first words need audio.
    let n = -1;
    this.#pacer.add({
      dueAt: isSynchronous ? share * SYNCHRONOUS_WITHIN_MS : share * everyMs,
      turn: () => {
        if (n >= 0 && send(schedule.event(n))) this.counts.transcripts += 1;
        n += 1;
      },
    });
  }
}

interface Stream {
  readonly events: AudioEvents;
  readonly take: (pcm: Buffer) => void;
  readonly end: () => void;
}
