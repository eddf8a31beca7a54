import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sdkEnvironment } from '../../../src/server/config/sdk-environment.ts';

test('the SDK is given a home folder where the user has none, and left the user’s where there is one', () => {
  const homeless = () => {
    throw new Error('uv_os_homedir returned ENOENT');
  };

  assert.equal(sdkEnvironment(homeless).HOME, '/nonexistent');
  assert.equal(sdkEnvironment(() => '/home/ada').HOME, undefined);
});
