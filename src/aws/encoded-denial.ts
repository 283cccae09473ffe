import { DecodeAuthorizationMessageCommand, type STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import type { Problem } from '../shared/problem.js';
import { parseDenial } from './denial.js';
import { deniedProblem, type AwsContext } from './problems.js';

/** What is inside (STS API reference, DecodeAuthorizationMessage), as far as it matters here. */
const decodedSchema = z.object({
  explicitDeny: z.boolean(),
  context: z.object({
    principal: z.object({ arn: z.string() }).optional(),
    action: z.string().optional(),
    resource: z.string().optional(),
  }),
});

/**
 * Reads what EC2 says of a denial in its encoded form only, where the caller may have that decoded; else the Problem
 * stays as it is. Never rejects.
 */
export async function decodedDenial(sts: STSClient, why: Problem, context: AwsContext): Promise<Problem> {
  if (why.code !== 'aws.access-denied' || why.params.denial !== 'encoded') return why;
  const denial = parseDenial(why.details ?? '', context.action);
  if (denial.encoded === null) return why;
  try {
    const command = new DecodeAuthorizationMessageCommand({ EncodedMessage: denial.encoded });
    const { DecodedMessage = '' } = await sts.send(command);
    const { explicitDeny, context: asked } = decodedSchema.parse(JSON.parse(DecodedMessage));
    const decoded = {
      ...denial,
      principal: asked.principal?.arn ?? denial.principal,
      action: asked.action ?? denial.action,
      resource: asked.resource ?? denial.resource,
      denial: explicitDeny ? ('explicit' as const) : ('implicit' as const),
    };
    return deniedProblem(decoded, context, DecodedMessage);
  } catch {
    return why;
  }
}
