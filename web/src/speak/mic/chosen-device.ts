/** Remembers the chosen microphone. */
import type { Remembered } from '../../remembered.ts';
import type { ChosenDevice } from './device-choice.ts';

const KEY = 'microphone';

export function readChosenDevice(remembered: Pick<Remembered, 'get'>): ChosenDevice | undefined {
  try {
    const { deviceId, label } = Object(JSON.parse(remembered.get(KEY) ?? 'null')) as Record<string, unknown>;
    return typeof deviceId === 'string' && typeof label === 'string' ? { deviceId, label } : undefined;
  } catch {
    return undefined;
  }
}

/** @param device undefined: the system's choice. */
export function storeChosenDevice(
  remembered: Pick<Remembered, 'set' | 'remove'>,
  device: ChosenDevice | undefined,
): void {
  if (device) remembered.set(KEY, JSON.stringify(device));
  else remembered.remove(KEY);
}
