/** Which of the microphones is meant: the one that was chosen last time, by its id or else by its name. */

/** The part of a browser's MediaDeviceInfo that is used. */
export interface Device {
  readonly deviceId: string;
  readonly label: string;
}

/** A microphone that the person has chosen. */
export type ChosenDevice = Device;

export type DeviceChoice =
  /** The system's own choice. `missing`: the name of the one that was chosen and is not there. */
  | { readonly kind: 'default'; readonly missing: string | undefined }
  | { readonly kind: 'device'; readonly deviceId: string };

/** Chromium's name for the system's choice, and for one that changes with calls. */
const DEFAULT_ID = 'default';
const COMMUNICATIONS_ID = 'communications';

/** @param devices as the browser lists them. @returns the microphones that a person can choose, each once. */
export function microphones(devices: readonly (Device & { readonly kind: string })[]): Device[] {
  const ids = new Set<string>();
  const isNew = ({ deviceId }: Device) => !ids.has(deviceId) && ids.add(deviceId);
  return devices
    .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== COMMUNICATIONS_ID && deviceId !== '')
    .filter(isNew)
    .map(({ deviceId, label }) => ({ deviceId, label }));
}

/** @param chosen undefined: none was chosen, so the system chooses. */
export function chooseDevice(devices: readonly Device[], chosen: ChosenDevice | undefined): DeviceChoice {
  if (chosen === undefined || chosen.deviceId === DEFAULT_ID) return { kind: 'default', missing: undefined };
  const found =
    devices.find(({ deviceId }) => deviceId === chosen.deviceId) ??
    // A browser gives a device another id when the page's data was cleared.
    devices.find(({ label }) => chosen.label !== '' && label === chosen.label);
  return found ? { kind: 'device', deviceId: found.deviceId } : { kind: 'default', missing: chosen.label };
}

/** @returns whether the person left the choice to the system. */
export function isDefault({ deviceId }: Device): boolean {
  return deviceId === DEFAULT_ID;
}
