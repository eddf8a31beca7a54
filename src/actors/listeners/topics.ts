/** The topics of a session's two audiences, for native publish. A client cannot choose either name. */

export function listenersTopic(sessionId: string): string {
  return `listeners/${sessionId}`;
}

/** Listeners who asked for transcripts. */
export function transcriptsTopic(sessionId: string): string {
  return `transcripts/${sessionId}`;
}
