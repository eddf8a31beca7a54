/** The program of one decoding thread, with a tracker and a decoder for each of its streams. Runs as a worker only. */
import { parentPort } from 'node:worker_threads';
import type { RecognisedResult } from '../recogniser.ts';
import { DecoderShelf } from './decoder-shelf.ts';
import { type Decoder, loadPocketSphinx } from './library.ts';
import { SpeechTracker } from './speech-tracker.ts';
import type { WorkerCommand, WorkerReport } from './worker-messages.ts';

interface Hearing {
  readonly decoder: Decoder;
  readonly tracker: SpeechTracker;
  /** Sent once for each command, so that one message has all results of one chunk of audio. */
  readonly results: RecognisedResult[];
}

const port = parentPort;
if (port === null) throw new Error('worker.ts runs in a worker thread only');
const say = (report: WorkerReport) => port.postMessage(report);

const shelf = open();
const hearings = new Map<number, Hearing>();

if (shelf !== undefined) {
  port.on('message', (command: WorkerCommand) => {
    try {
      obey(shelf, command);
    } catch (error) {
      hearings.delete(command.id);
      say({ type: 'failed', id: command.id, message: toMessage(error) });
    }
  });
  say({ type: 'ready' });
}

function open(): DecoderShelf | undefined {
  try {
    const shelf = new DecoderShelf(loadPocketSphinx());
    shelf.giveBack(shelf.take());
    return shelf;
  } catch (error) {
    say({ type: 'missing', message: toMessage(error) });
    return undefined;
  }
}

function obey(shelf: DecoderShelf, command: WorkerCommand): void {
  const { id } = command;
  if (command.type === 'open') {
    const decoder = shelf.take();
    const results: RecognisedResult[] = [];
    const tracker = new SpeechTracker(decoder, (result) => results.push(result));
    hearings.set(id, { decoder, tracker, results });
    return;
  }
  const hearing = hearings.get(id);
  // Audio may still arrive for a stream that failed.
  if (hearing === undefined) return;
  if (command.type === 'audio') {
    hearing.tracker.write(command.pcm);
    tellResults(id, hearing);
    say({ type: 'decoded', id, bytes: command.pcm.length });
    return;
  }
  if (command.type === 'finish') {
    hearing.tracker.finish();
    tellResults(id, hearing);
    say({ type: 'finished', id });
  } else {
    hearing.tracker.abandon();
  }
  hearings.delete(id);
  shelf.giveBack(hearing.decoder);
}

function tellResults(id: number, { results }: Hearing): void {
  if (results.length > 0) say({ type: 'results', id, results: results.splice(0) });
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
