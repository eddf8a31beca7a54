/** The microphones that the browser lists now. */
import { type Device, microphones } from './device-choice.ts';

/** With their names only while this page may use a microphone. Empty if the browser does not tell. */
export async function listMicrophones(): Promise<Device[]> {
  try {
    return microphones(await navigator.mediaDevices.enumerateDevices());
  } catch {
    return [];
  }
}
