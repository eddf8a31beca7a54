/** The rows that need a lane, in the order of the table. */
import { DYNAMODB_ROWS } from './dynamodb-rows.ts';
import type { LaneRow } from './lane.ts';
import { TRANSCRIBE_ROWS } from './transcribe-rows.ts';

export const LANE_ROWS: readonly LaneRow[] = [...TRANSCRIBE_ROWS, ...DYNAMODB_ROWS];
