/** Opens a recording in memory: the one way for the demo, the page and the tests. Never touches a file system. */
import { CONTAINER_NAMES, type Container, containerOf } from './container.ts';
import { parseWav, type WavAudio } from './wav.ts';
import { WavError } from './wav-error.ts';

/** All of WAVE's kinds. */
const READ: ReadonlySet<Container> = new Set(['riff', 'rf64', 'w64']);

/** @throws WavError for anything but a WAVE file that can be read; of another kind of file it says which it is. */
export function openRecording(bytes: Uint8Array): WavAudio {
  if (bytes.length === 0) throw new WavError('it is empty');
  const container = containerOf(bytes);
  if (container !== undefined && !READ.has(container)) {
    throw new WavError(`not a WAVE file: it looks like ${CONTAINER_NAMES[container]}`, { isConvertible: true });
  }
  return parseWav(bytes);
}
