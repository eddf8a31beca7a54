/** Opens a recording in memory; used by the demo, the page and the tests. Never uses a file system. */
import { CONTAINER_NAMES, type Container, detectContainer } from './container.ts';
import { parseWav, type WavAudio } from './wav.ts';
import { WavError } from './wav-error.ts';

/** The variants of WAVE. */
const READ: ReadonlySet<Container> = new Set(['riff', 'rf64', 'w64']);

/** @throws WavError unless it is a WAVE file that can be read; the message names other kinds of file. */
export function openRecording(bytes: Uint8Array): WavAudio {
  if (bytes.length === 0) throw new WavError('the file is empty');
  const container = detectContainer(bytes);
  if (container !== undefined && !READ.has(container)) {
    throw new WavError(`not a WAVE file: it looks like ${CONTAINER_NAMES[container]}`, { isConvertible: true });
  }
  return parseWav(bytes);
}
