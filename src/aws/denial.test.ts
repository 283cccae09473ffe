import { describe, expect, it } from 'vitest';
import { policyKinds } from '../shared/denial.js';
import { parseDenial } from './denial.js';

const START =
  'User: arn:aws:sts::123456789012:assumed-role/Ops/mia is not authorized to perform: ssm:StartSession on resource: ' +
  'arn:aws:ec2:eu-central-1:123456789012:instance/i-0';

describe('an IAM denial', () => {
  it('is read: who, what, on what, and that nothing allows it', () => {
    const message = `${START} because no identity-based policy allows the ssm:StartSession action`;
    expect(parseDenial(message, 'x:Y')).toEqual({
      principal: 'arn:aws:sts::123456789012:assumed-role/Ops/mia',
      action: 'ssm:StartSession',
      resource: 'arn:aws:ec2:eu-central-1:123456789012:instance/i-0',
      denial: 'implicit',
      policy: 'identity',
      policyArn: null,
      encoded: null,
    });
  });

  // The forms of the IAM user guide, “Access denied error message examples”.
  const forms = [
    ['because no service control policy allows the ssm:StartSession action', 'implicit', 'service-control'],
    ['with an explicit deny in a service control policy', 'explicit', 'service-control'],
    ['because no resource control policy allows the ssm:StartSession action', 'implicit', 'resource-control'],
    ['with an explicit deny in a resource control policy', 'explicit', 'resource-control'],
    ['because no VPC endpoint policy allows the ssm:StartSession action', 'implicit', 'endpoint'],
    ['with an explicit deny in a VPC endpoint policy', 'explicit', 'endpoint'],
    ['because no permissions boundary allows the ssm:StartSession action', 'implicit', 'boundary'],
    ['with an explicit deny in a permissions boundary', 'explicit', 'boundary'],
    ['because no session policy allows the ssm:StartSession action', 'implicit', 'session'],
    ['with an explicit deny in a session policy', 'explicit', 'session'],
    ['because no resource-based policy allows the ssm:StartSession action', 'implicit', 'resource'],
    ['with an explicit deny in a resource-based policy', 'explicit', 'resource'],
    ['because no role trust policy allows the sts:AssumeRole action', 'implicit', 'trust'],
    ['with an explicit deny in the role trust policy', 'explicit', 'trust'],
    ['because no identity-based policy allows the ssm:StartSession action', 'implicit', 'identity'],
    ['with an explicit deny in an identity-based policy', 'explicit', 'identity'],
    ['with an explicit deny', 'explicit', null],
    ['', 'unknown', null],
  ] as const;

  it.each(forms)('“%s” is %s by %s', (reason, denial, policy) => {
    expect(parseDenial(`${START} ${reason}`, 'x:Y')).toMatchObject({ denial, policy });
  });

  it('is known for each kind of policy, both ways', () => {
    for (const kind of policyKinds)
      expect(
        forms
          .filter(([, , policy]) => policy === kind)
          .map(([, denial]) => denial)
          .sort(),
      ).toEqual(['explicit', 'implicit']);
  });

  it('names the very policy where AWS does', () => {
    const arn = 'arn:aws:organizations::987654321098:policy/o-qv5af4abcd/service_control_policy/p-2kgnabcd';
    const message = `${START} with an explicit deny in a service control policy: ${arn}`;
    expect(parseDenial(message, 'x:Y')).toMatchObject({ policy: 'service-control', policyArn: arn });
  });

  it('is read where the resource stands in quotation marks', () => {
    const message =
      'User: arn:aws:iam::1:user/a is not authorized to perform: kms:GenerateDataKey on resource: "arn:aws:kms:x" because no resource-based policy allows the kms:GenerateDataKey action';
    expect(parseDenial(message, 'x:Y')).toMatchObject({ resource: 'arn:aws:kms:x', policy: 'resource' });
  });

  it('takes the action from the call when the message does not name it (EC2 long ago)', () => {
    const message = 'You are not authorized to perform this operation.';
    expect(parseDenial(message, 'ec2:DescribeInstances')).toMatchObject({
      principal: null,
      action: 'ec2:DescribeInstances',
      resource: null,
      denial: 'unknown',
    });
  });

  it('finds the part that EC2 has encoded, also beside a reason in words', () => {
    const encoded = '4Ai9qvVQYCx3kKoQaOtnKpzKCvrDlzzn_8R3vhbWP-TGw5hH';
    const only = `You are not authorized to perform this operation. Encoded authorization failure message: ${encoded}`;
    expect(parseDenial(only, 'ec2:StopInstances')).toMatchObject({ denial: 'encoded', encoded });
    const both = `${START} because no identity-based policy allows the ssm:StartSession action. Encoded authorization failure message: ${encoded}`;
    expect(parseDenial(both, 'x:Y')).toMatchObject({ denial: 'implicit', policy: 'identity', encoded });
  });
});
