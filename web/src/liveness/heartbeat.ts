/** How soon every page asks its server for a sign. */

/** Time without a frame after which a page asks for one, ms. A muted speaker's connection is judged by the answers. */
export const HEARTBEAT_MS = 5_000;
