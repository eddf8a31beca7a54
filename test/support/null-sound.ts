/** A sound server of the test's own whose only device takes samples at their pace and plays nothing: Firefox begins no sound without a device. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled } from '../../testkit/programs/installed.ts';
import { until } from '../../testkit/until.ts';
import type { Ending } from './test-server.ts';

export const INSTALL_SOUND = 'apt-get install --no-install-recommends pulseaudio';

const PROGRAM = 'pulseaudio';
const isThere = isInstalled(PROGRAM);

/** Why there is none here, for `skip`; undefined when there is. In CI there always is, or the test fails. */
export const noSound: string | undefined =
  !isThere && process.env.CI !== 'true' ? `no PulseAudio here: ${INSTALL_SOUND}` : undefined;

/** @returns variables for the program that is to play there. */
export async function startNullSound(t: Ending): Promise<{ readonly PULSE_SERVER: string }> {
  if (!isThere) throw new Error(`no PulseAudio: ${INSTALL_SOUND}`);
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-sound-'));
  const socket = join(folder, 'socket');
  const server = spawn(
    PROGRAM,
    [
      ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no'],
      ...['-L', 'module-null-sink', '-L', `module-native-protocol-unix auth-anonymous=1 socket=${socket}`],
    ],
    { stdio: 'ignore', env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder } },
  );
  const exited = once(server, 'exit');
  t.after(async () => {
    server.kill();
    await exited;
    rmSync(folder, { recursive: true });
  });
  await until('the sound server', () => existsSync(socket));
  return { PULSE_SERVER: `unix:${socket}` };
}
