/** One open socket, as a connection uses it. Whatever carries the frames implements it: uWebSockets.js, or memory in tests. */
export interface Transport {
  /** @returns false when the frame was dropped, because the client has not read what it was sent before. */
  send(data: string | Uint8Array, isBinary: boolean): boolean;
  ping(): void;
  subscribe(topic: string): void;
  /** Reports the close (SocketEvents.closed) before it returns. */
  close(code: number, reason: string): void;
  /** Bytes that were sent and have not left this process yet. */
  bufferedBytes(): number;
}
