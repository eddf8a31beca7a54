/** One open socket, as a connection uses it. Implemented over uWebSockets.js, and in memory for tests. */
export interface Transport {
  /** @returns false when the frame was dropped, because the client reads too slowly. */
  send(data: string | Uint8Array, isBinary: boolean): boolean;
  ping(): void;
  subscribe(topic: string): void;
  /** Reports the close (SocketEvents.closed) before it returns. */
  close(code: number, reason: string): void;
  /** Bytes that have not left this process yet. */
  bufferedBytes(): number;
}
