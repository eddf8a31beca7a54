/** The faults of the three embedded services, and their control API. Starts none of the services. */
import { DynamoDbFaults } from '../dynamodb/dynamodb-faults.ts';
import { LambdaFaults } from '../lambda/lambda-faults.ts';
import { TranscribeFaults } from '../transcribe/faults/transcribe-faults.ts';
import { startFaultControl } from './control-server.ts';

export interface EmbeddedFaults {
  readonly transcribe: TranscribeFaults;
  readonly lambda: LambdaFaults;
  readonly dynamodb: DynamoDbFaults;
  /** URL of the control API. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** @param port of the control API; 0: a free port. Rejects with one line when the port cannot be used. */
export async function startEmbeddedFaults(port: number): Promise<EmbeddedFaults> {
  const services = {
    transcribe: new TranscribeFaults(),
    lambda: new LambdaFaults(),
    dynamodb: new DynamoDbFaults(),
  };
  const control = await startFaultControl(services, port);
  return { ...services, url: control.url, port: control.port, close: () => control.close() };
}
