import {
  AlreadyExistsException,
  CreateDedicatedIpPoolCommand,
  DeleteDedicatedIpPoolCommand,
  GetDedicatedIpPoolCommand,
  ListDedicatedIpPoolsCommand,
  NotFoundException,
} from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { createClient } from '../../../test/create-client.ts';
import { createSesSimulator } from '../../create-ses-simulator.ts';

test('a pool is created once, read, listed in pages and deleted', async () => {
  await using simulator = await createSesSimulator();
  const client = createClient(simulator.url);
  const managed = { PoolName: 'managed', ScalingMode: 'MANAGED' } as const;
  await client.send(new CreateDedicatedIpPoolCommand(managed));
  await client.send(new CreateDedicatedIpPoolCommand({ PoolName: 'standard' }));
  await expect(client.send(new CreateDedicatedIpPoolCommand(managed))).rejects.toBeInstanceOf(
    AlreadyExistsException,
  );
  const read = () => client.send(new GetDedicatedIpPoolCommand({ PoolName: 'managed' }));
  expect((await read()).DedicatedIpPool).toEqual(managed);
  const first = await client.send(new ListDedicatedIpPoolsCommand({ PageSize: 1 }));
  const second = await client.send(new ListDedicatedIpPoolsCommand({ NextToken: first.NextToken }));
  expect([first.DedicatedIpPools, second.DedicatedIpPools]).toEqual([['managed'], ['standard']]);
  await client.send(new DeleteDedicatedIpPoolCommand({ PoolName: 'managed' }));
  await expect(read()).rejects.toBeInstanceOf(NotFoundException);
});
