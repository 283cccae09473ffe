import { describe, expect, it } from 'vitest';
import { evaluate, type Statement } from './policy.js';

const INSTANCE = 'arn:aws:ec2:eu-central-1:123456789012:instance/i-0abc';

function decide(statements: Statement[], context: Record<string, string> = {}, resource = INSTANCE) {
  return evaluate([{ Version: '2012-10-17', Statement: statements }], {
    action: 'ssm:StartSession',
    resource,
    context,
  });
}
const allow = (more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: 'ssm:StartSession',
  Resource: '*',
  ...more,
});

describe('a policy', () => {
  it('allows only what a statement names, and an explicit deny wins', () => {
    expect(decide([])).toBe('implicit-deny');
    expect(decide([allow()])).toBe('allow');
    expect(decide([allow({ Action: ['ssm:ResumeSession'] })])).toBe('implicit-deny');
    expect(decide([allow(), allow({ Effect: 'Deny' })])).toBe('explicit-deny');
  });

  it('matches actions without regard to case and resources with, both with wildcards', () => {
    expect(decide([allow({ Action: 'SSM:start*' })])).toBe('allow');
    expect(decide([allow({ Resource: 'arn:aws:ec2:*:*:instance/i-0?bc' })])).toBe('allow');
    expect(decide([allow({ Resource: INSTANCE.toUpperCase() })])).toBe('implicit-deny');
    // A dot is a dot.
    expect(decide([allow({ Resource: INSTANCE.replace('0abc', '0.bc') })])).toBe('implicit-deny');
  });

  it('fills in variables, and does not match without their values', () => {
    const own = allow({ Resource: 'arn:aws:ssm:*:*:session/${aws:username}-*' });
    const session = 'arn:aws:ssm:eu-central-1:123456789012:session/jo-0abc';
    expect(decide([own], { 'aws:username': 'jo' }, session)).toBe('allow');
    expect(decide([own], { 'aws:username': 'al' }, session)).toBe('implicit-deny');
    expect(decide([own], {}, session)).toBe('implicit-deny');
  });

  it('holds conditions: equal, like, true or false, and absent keys', () => {
    const when = (Condition: NonNullable<Statement['Condition']>) => allow({ Condition });
    const tag = { 'ssm:resourceTag/Env': 'prod' };
    expect(decide([when({ StringEquals: tag })], tag)).toBe('allow');
    expect(decide([when({ StringEquals: tag })], { 'ssm:ResourceTag/Env': 'prod' })).toBe('allow');
    expect(decide([when({ StringEquals: tag })], { 'ssm:resourceTag/env': 'prod' })).toBe('implicit-deny');
    expect(decide([when({ StringEquals: tag })])).toBe('implicit-deny');
    expect(decide([when({ StringLike: { 'ssm:resourceTag/Env': 'pr*' } })], tag)).toBe('allow');
    const check = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } };
    expect(decide([when(check)])).toBe('allow');
    expect(decide([when(check)], { 'ssm:SessionDocumentAccessCheck': 'false' })).toBe('implicit-deny');
  });

  it('is not judged by half', () => {
    expect(() => decide([{ ...allow(), NotAction: 'x' } as Statement])).toThrow('NotAction');
    expect(() => decide([allow({ Condition: { IpAddress: { a: 'b' } } })], { a: 'b' })).toThrow('IpAddress');
  });
});
