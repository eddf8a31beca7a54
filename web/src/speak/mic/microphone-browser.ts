/** The browser's side of a microphone: its permission, its devices, and the proof that its sound arrives. */
import type { CapturedFrame } from '../captured-frame.ts';
import type { MicrophoneOptions } from '../microphone.ts';
import { MicProblem } from './mic-problem.ts';

/** Frames of 100 ms that must arrive before a microphone counts as working, and how long they may take. */
const PROVEN_FRAMES = 2;
const PROVEN_WITHIN_MS = 5_000;

/** The audio graph, as a microphone uses it. */
export interface MicrophoneGraph {
  connect(stream: MediaStream): () => void;
  listenAside(stream: MediaStream, onFrame: (frame: CapturedFrame) => void, signal: AbortSignal): void;
}

/** @param device the browser should open, or `exact`ly. Undefined: the system's choice. */
export function browserMicrophone(
  graph: MicrophoneGraph,
  device: ConstrainDOMStringParameters | undefined,
): MicrophoneOptions<MediaStream> {
  return {
    async open(processing) {
      // Asks for two channels if there are two, because channels that cancel each other out must not be mixed.
      const audio = { channelCount: { ideal: 2 }, ...(device && { deviceId: device }), ...processing };
      try {
        return await navigator.mediaDevices.getUserMedia({ audio, video: false });
      } catch (error) {
        throw MicProblem.ofOpening(error, window.isSecureContext);
      }
    },
    prove: (stream, signal) => prove(graph, stream, signal),
    connect: (stream) => graph.connect(stream),
    listenAside: (stream, onFrame, signal) => graph.listenAside(stream, onFrame, signal),
  };
}

function prove(graph: MicrophoneGraph, stream: MediaStream, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  return new Promise<void>((resolve, reject) => {
    let frames = 0;
    const count = () => {
      frames += 1;
      if (frames === PROVEN_FRAMES) resolve();
    };
    const fail = (kind: 'lost' | 'graph') => () => reject(new MicProblem(kind));
    const timer = setTimeout(fail('graph'), PROVEN_WITHIN_MS);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
    stream.getTracks()[0]?.addEventListener('ended', fail('lost'), { signal: over.signal });
    signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal });
    graph.listenAside(stream, count, over.signal);
  }).finally(() => over.abort());
}
