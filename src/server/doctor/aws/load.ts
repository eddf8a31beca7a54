/** Loads the AWS SDK's code, which keeps a process busy for a second or more, before any check's time begins. */
export async function loadCalls(): Promise<void> {
  await Promise.all([
    import('../../../integrations/account/caller-identity.ts'),
    import('../../../integrations/account/dry-run.ts'),
    import('../../../integrations/account/region-address.ts'),
    import('../../../integrations/account/service-clock.ts'),
    import('../../../integrations/account/simulated-permission.ts'),
    import('../../../integrations/account/stream-quotas.ts'),
    import('../../../integrations/account/table-description.ts'),
    import('../../../integrations/dynamodb/record-store.ts'),
  ]);
}
