/** The speaker's controls as every message, table row and HTTP answer shows them. */
import Type, { type Static } from 'typebox';

export const BroadcastState = Type.Object({
  isActive: Type.Boolean(),
  isPaused: Type.Boolean(),
  isMuted: Type.Boolean(),
  volume: Type.Number({ minimum: 0, maximum: 1 }),
  lastStateChange: Type.Integer({ description: 'Unix seconds' }),
});
export type BroadcastState = Static<typeof BroadcastState>;
