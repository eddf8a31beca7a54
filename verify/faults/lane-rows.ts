/** The rows that run on a lane, in the table's order. */
import { DYNAMODB_ROWS } from './dynamodb-rows.ts';
import type { LaneRow } from './lane.ts';
import { LISTENER_ROWS } from './listener-rows.ts';
import { SEGMENT_ROWS } from './segment-rows.ts';
import { TRANSCRIBE_ROWS } from './transcribe-rows.ts';

export const LANE_ROWS: readonly LaneRow[] = [...TRANSCRIBE_ROWS, ...SEGMENT_ROWS, ...LISTENER_ROWS, ...DYNAMODB_ROWS];
