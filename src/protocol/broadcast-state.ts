/** The state of the speaker's controls, as in messages, table rows and HTTP answers. */
import Type, { type Static } from 'typebox';

export const BroadcastState = Type.Object({
  isActive: Type.Boolean(),
  isPaused: Type.Boolean(),
  isMuted: Type.Boolean(),
  volume: Type.Number({ minimum: 0, maximum: 1 }),
  lastStateChange: Type.Integer({ description: 'Unix seconds' }),
});
export type BroadcastState = Static<typeof BroadcastState>;

/** The state before the first control. @param atS Unix seconds. */
export function untouched(atS: number): BroadcastState {
  return { isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: atS };
}
