import type { Server } from 'node:http';
export declare const LOOPBACK = '127.0.0.1';
/** @param port 0 takes a free one. @returns the port. Rejects with one clear line when it cannot be had. */
export declare function listenOnLoopback(server: Server, port: number): Promise<number>;
