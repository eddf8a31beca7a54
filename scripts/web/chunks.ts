/**
 * Which modules of the pages share a file. A file compresses better than its parts, and each costs a request: so what several
 * pages need is in a few files, and a page loads each whole. Modules that are not named here go where the bundler puts them.
 */
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { WRAPPER } from './plain-imports.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Chunk {
  readonly name: string;
  /** Ids of modules, or folders if they end with a slash. A module belongs to the first chunk that names it. */
  readonly paths: readonly string[];
  /** Only of modules that so many pages and worklets load. */
  readonly minShareCount?: number;
}

const inFolder = (folder: string, names: string) => names.split(' ').map((name) => join(ROOT, folder, `${name}.ts`));

const CHUNKS: readonly Chunk[] = [
  {
    // What the audio thread needs to play. It can run nothing else of the pages.
    name: 'sound',
    paths: [
      ...inFolder('src/audio', 'bounded-map pcm sinc-kernel stream-resampler time-stretch'),
      join(ROOT, 'src/client/player/'),
      ...inFolder('web/src/listen', 'audio-thread output player-messages'),
    ],
  },
  {
    // What it needs besides to record.
    name: 'capture',
    paths: [
      ...inFolder('src/audio', 'channel-mixer mono-speech'),
      ...inFolder('src/client', 'pcm-slicer'),
      ...inFolder('src/protocol', 'limits'),
      ...inFolder('web/src/speak', 'captured-frame'),
    ],
  },
  {
    // What nearly every page needs.
    name: 'core',
    paths: [
      WRAPPER,
      // With the code that all pages load first, so that the pages' own sheets come after it.
      join(ROOT, 'web/src/styles/base.css'),
      ...inFolder('src/client', 'server-address'),
      ...inFolder('src/protocol', 'languages recogniser-text session-id'),
      ...inFolder(
        'web/src',
        'chip clipboard dom mark offers own-server pause remembered server-answers server-info session-code shell',
      ),
      ...inFolder('web/src', 'this-tab'),
      ...inFolder('web/src/texts', 'kin locale locales/en names plurals said token'),
    ],
  },
  {
    // A session's connection, and its words as they come.
    name: 'session',
    paths: [
      join(ROOT, 'src/client/'),
      ...inFolder('src/protocol', 'close-codes'),
      ...inFolder('web/src', 'following icons running-text scroll-follower steady-height words words-time words-view'),
      ...inFolder('web/src/liveness', 'heartbeat page-life'),
      ...inFolder('web/src/texts', 'error-words'),
    ],
    minShareCount: 3,
  },
  {
    // What invites people.
    name: 'invitation',
    paths: [
      ...inFolder('src/protocol', 'loopback'),
      ...inFolder('web/src', 'copy-button open-to-hall qr reach'),
      ...inFolder('web/src/texts', 'reach'),
    ],
  },
];

const isIn = (path: string, id: string) => (path.endsWith('/') ? id.startsWith(path) : id === path);

/** For the bundler's option `codeSplitting.groups`. */
export const GROUPS = CHUNKS.map(({ name, paths, ...limits }) => ({
  name,
  test: (id: string) => paths.some((path) => isIn(path, id)),
  ...limits,
}));

/** The build fails when a chunk names what no page loads (any more). */
export function namedModulesExist(): Plugin {
  return {
    name: 'named-modules-exist',
    buildEnd(error) {
      if (error) return;
      const ids = [...this.getModuleIds()];
      const missing = CHUNKS.flatMap(({ paths }) => paths).filter((path) => !ids.some((id) => isIn(path, id)));
      if (missing.length > 0)
        this.error(`scripts/web/chunks.ts names modules that no page loads: ${missing.join(', ')}`);
    },
  };
}
