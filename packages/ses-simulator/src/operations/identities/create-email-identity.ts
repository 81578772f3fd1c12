import { z } from 'zod';
import { badRequest } from '../../http/aws-error.ts';
import { parseMailbox } from '../../messages/parse-mailbox.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { describeIdentity } from './describe-identity.ts';

const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

const input = z.looseObject({
  EmailIdentity: z.string().min(1),
  ConfigurationSetName: z.string().optional(),
  Tags: z.array(z.looseObject({ Key: z.string(), Value: z.string() })).default([]),
});

/** It starts as PENDING; no mail is sent and no DNS is asked: `/_simulator/identities/…` verifies it. */
export const createEmailIdentity: Operation = {
  name: 'CreateEmailIdentity',
  method: 'post',
  path: '/v2/email/identities',
  run({ body }, { identities, configurationSets }) {
    const { EmailIdentity: name, ConfigurationSetName, Tags } = parseInput(input, body);
    if (name.includes('@')) parseMailbox(name);
    else if (!DOMAIN.test(name)) throw badRequest(`Invalid email identity <${name}>.`);
    // Checked first, so that a wrong set leaves no identity behind.
    if (ConfigurationSetName !== undefined) configurationSets.checkUsable(ConfigurationSetName);
    const identity = identities.create(name);
    identity.configurationSet = ConfigurationSetName;
    identity.tags = Tags.map(({ Key, Value }) => ({ Key, Value }));
    return { json: describeIdentity(identity) };
  },
};
