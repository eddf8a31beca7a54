/**
 * Loads the build of uWebSockets.js for the running Node: no single build on npm works on every version. Loads the
 * native binary itself, because the package for Node 20 would silently fall back to JavaScript.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as uws from 'uws-node20';

export type HttpRequest = uws.HttpRequest;
export type HttpResponse = uws.HttpResponse;
export type ListenSocket = uws.us_listen_socket;
export type WebSocket<UserData> = uws.WebSocket<UserData>;

/** Methods that every build has and the types lack. */
export type SocketApp = uws.TemplatedApp & {
  /** Closes the listening sockets and every connection at once. */
  close(): SocketApp;
};

/** The part of the library that is used here. */
export interface SocketLibrary {
  App(): SocketApp;
  SSLApp(options: { readonly cert_file_name: string; readonly key_file_name: string }): SocketApp;
  us_socket_local_port(socket: ListenSocket): number;
  /** Stops listening; open connections stay. */
  us_listen_socket_close(socket: ListenSocket): void;
}

/** What decides which binary fits; by default from `process`. */
export interface Runtime {
  readonly platform: string;
  readonly arch: string;
  /** Node's ABI version: 115 is Node 20, 127 is 22, 137 is 24. */
  readonly abi: string;
  /** Node's version, such as v20.19.0. */
  readonly version: string;
}

const require = createRequire(import.meta.url);

const FOLDER_OF_ABI: ReadonlyMap<string, string> = new Map([
  ['115', 'uws-node20/binaries'],
  ['127', 'uws-node22'],
  ['137', 'uws-node22'],
]);

/** @throws Error of one line that says what is missing. */
export function loadSocketLibrary(
  runtime: Runtime = {
    platform: process.platform,
    arch: process.arch,
    abi: process.versions.modules,
    version: process.version,
  },
  load: (path: string) => unknown = loadFile,
): SocketLibrary {
  const { platform, arch, abi, version } = runtime;
  const folder = FOLDER_OF_ABI.get(abi);
  if (folder === undefined) {
    throw new Error(`there is no build of uWebSockets.js for Node ${version}: use Node 24, 22, or 20 (20.19 or newer)`);
  }
  const binary = `${folder}/uws_${platform}_${arch}_${abi}.node`;
  try {
    const library = load(binary) as Partial<SocketLibrary> | null | undefined;
    if (!library?.App || !library.SSLApp || !library.us_socket_local_port)
      throw new Error(`${binary} is not uWebSockets.js`);
    return library as SocketLibrary;
  } catch (error) {
    throw new Error(`uWebSockets.js does not load on Node ${version}: ${describeMissing(error, runtime)}`, {
      cause: error,
    });
  }
}

/**
 * Requires a file of a package by its path on the disk: the package for Node 22 and 24 does not export its binaries.
 * @param path The package's name, then the file in it.
 */
function loadFile(path: string): unknown {
  const places = require.resolve.paths(path) ?? [];
  const file = places.map((folder) => join(folder, path)).find(existsSync);
  if (file === undefined) throw new Error(`Cannot find module '${path}'`);
  return require(file);
}

/** @returns the cause and the remedy. */
function describeMissing(error: unknown, { platform, arch }: Runtime): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/GLIBC_/.test(message)) {
    return 'it needs glibc 2.38 or newer (Debian 13, Ubuntu 24.04); on an older system use Node 20';
  }
  if (/musl|ld-linux/.test(message))
    return 'it needs glibc, but this system has musl (Alpine): use a Debian or Ubuntu image';
  if (/Cannot find module/.test(message)) {
    return `there is no binary for ${platform} on ${arch}, or its package is not installed (npm ci)`;
  }
  return message.split('\n')[0] ?? message;
}
