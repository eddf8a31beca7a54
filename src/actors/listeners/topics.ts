/** The two audiences of a session that are published to natively; neither name can be chosen by a client. */

export function listenersTopic(sessionId: string): string {
  return `listeners/${sessionId}`;
}

/** Listeners who asked for transcripts. */
export function transcriptsTopic(sessionId: string): string {
  return `transcripts/${sessionId}`;
}
