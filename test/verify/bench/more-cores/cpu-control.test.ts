import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuLimits, findCpuControl, parseThrottling } from '../../../../verify/bench/more-cores/cpu-control.ts';
import { shareOfThread } from '../../../../verify/bench/more-cores/thread-time.ts';

const BOTH = `tmpfs /sys/fs/cgroup tmpfs rw,relatime,mode=755 0 0
cgroup /sys/fs/cgroup/cpuacct cgroup rw,relatime,cpuacct 0 0
cgroup /sys/fs/cgroup/cpu cgroup rw,relatime,cpu 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
`;

test('version 2 of control groups is used where it has the CPU controller', () => {
  const controllersOf = (folder: string) => (folder === '/sys/fs/cgroup/unified' ? 'cpuset cpu io\n' : '');

  assert.deepEqual(findCpuControl(BOTH, controllersOf), { version: 2, folder: '/sys/fs/cgroup/unified' });
});

test('version 1 is used where version 2 has no CPU controller', () => {
  assert.deepEqual(
    findCpuControl(BOTH, () => 'cpuset\n'),
    { version: 1, folder: '/sys/fs/cgroup/cpu' },
  );
});

test('a machine without control groups has no CPU control', () => {
  assert.equal(
    findCpuControl('proc /proc proc rw 0 0\n', () => ''),
    undefined,
  );
});

test('a share of a core is a quota of the kernel’s period', () => {
  assert.equal(cpuLimits(2, 40)['cpu.max'], '8000 20000');
  assert.equal(cpuLimits(1, 40)['cpu.cfs_quota_us'], '8000');
  assert.equal(cpuLimits(1, 40)['cpu.cfs_period_us'], '20000');
});

test('both versions count the periods in which a group had to wait', () => {
  const counts = { periods: 80, held: 20 };

  assert.deepEqual(parseThrottling('nr_periods 80\nnr_throttled 20\nthrottled_time 5000\n'), counts);
  assert.deepEqual(parseThrottling('usage_usec 7\nnr_periods 80\nnr_throttled 20\nthrottled_usec 5\n'), counts);
});

test('a thread’s share is of what all threads took in between', () => {
  const before = new Map([
    [7, 100],
    [8, 50],
  ]);
  const after = new Map([
    [7, 160],
    [8, 80],
    [9, 10],
  ]);

  assert.equal(shareOfThread(7, before, after), 60);
  assert.equal(shareOfThread(7, after, after), 0);
});
