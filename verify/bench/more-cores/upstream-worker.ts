/** The thread of upstream streams: the product's own port to Transcribe, with its signing and its HTTP/2. */
import { readlinkSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { createTranscriptionPort } from '../../../src/integrations/transcribe/transcribe-port.ts';
import { serveUpstream } from './upstream-service.ts';

if (parentPort === null) throw new Error('this is a thread of the server, not a program');
const { region } = workerData as { readonly region: string };
// Its number in the kernel, for who limits it. The link is read by the calling thread.
parentPort.postMessage(Number(readlinkSync('/proc/thread-self').split('/').at(-1)));
serveUpstream(parentPort, createTranscriptionPort({ region }));
