import { beforeEach, describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../iam/policy.js';
import { emptyFleet, mergePage, useFleet } from '../fleet/store.js';
import { problem } from '../../shared/problem.js';
import { ProblemView } from '../problems/ProblemView.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { makeNode, makeSource } from '../../../test/support/nodes.js';
import { clear, click, find, render } from '../test-support/render.js';
import { closePolicies, policyRemedies, showPolicies } from './iam-store.js';
import { Policies } from './PolicySheet.js';

const web = makeNode({ id: 'i-0123456789abcdef0', name: 'web-1', tags: { Env: 'prod', Name: 'web-1' } });
const shop = makeNode({ id: 'i-0123456789abcdef1', name: 'shop', tags: { Env: 'prod' } });

beforeEach(async () => {
  await clear();
  closePolicies();
  emptyFleet();
  mergePage({ nodes: [web, shop], removed: [] });
  useFleet.setState({
    sources: [makeSource({ id: web.sourceId, accountId: '123456789012', count: 2 })],
  });
});

const policy = (): PolicyDocument => JSON.parse(find('pre').textContent) as PolicyDocument;
const startResources = () => policy().Statement.find(({ Sid }) => Sid === 'StartSessionsOnNodes')?.Resource;

describe('the policy sheet', () => {
  it('writes the policy for the chosen node, in its account and region, with a reason for each statement', async () => {
    showPolicies('allow', [web.id]);
    await render(<Policies />);
    expect(startResources()).toEqual([`arn:aws:ec2:eu-central-1:123456789012:instance/${web.id}`]);
    const reasons = [...document.querySelectorAll('.policy-reasons dt')].map((each) => each.textContent);
    expect(reasons).toEqual(policy().Statement.map(({ Sid }) => Sid));
  });

  it('names each node in its own region, and is one for each account where they are in several', async () => {
    const abroad = makeNode({ id: 'i-0123456789abcdef2', sourceId: 'default@us-east-1' });
    const chinese = makeNode({ id: 'mi-0123456789abcdef3', sourceId: 'cn@cn-north-1' });
    mergePage({ nodes: [abroad, chinese], removed: [] });
    useFleet.setState({
      sources: [
        makeSource({ id: web.sourceId, accountId: '123456789012' }),
        makeSource({ id: 'default@us-east-1', region: 'us-east-1', accountId: '123456789012' }),
        makeSource({
          id: 'cn@cn-north-1',
          region: 'cn-north-1',
          accountId: '210987654321',
          accountName: 'China',
        }),
      ],
    });
    showPolicies('allow', [web.id, abroad.id, chinese.id]);
    await render(<Policies />);
    expect(startResources()).toEqual([
      `arn:aws:ec2:eu-central-1:123456789012:instance/${web.id}`,
      `arn:aws:ec2:us-east-1:123456789012:instance/${abroad.id}`,
    ]);
    expect(document.body.textContent).toContain('These nodes are in 2 accounts');
    await click(find('button', '123456789012, 2 nodes'));
    await click(find('[role="option"]', 'China (210987654321), 1 node'));
    expect(startResources()).toEqual([
      `arn:aws-cn:ssm:cn-north-1:210987654321:managed-instance/${chinese.id}`,
    ]);
    await click(find('button', 'Deny'));
    expect(policy().Statement[0]?.Resource).toEqual(['arn:aws-cn:ssm:*:*:document/AWS-StartSSHSession']);
  });

  it('is for all nodes of the account when none is chosen', async () => {
    showPolicies('allow', []);
    await render(<Policies />);
    expect(startResources()).toEqual([
      'arn:aws:ec2:eu-central-1:123456789012:instance/*',
      'arn:aws:ssm:eu-central-1:123456789012:managed-instance/*',
    ]);
  });

  it('adds and takes away what else is allowed', async () => {
    showPolicies('allow', [web.id]);
    await render(<Policies />);
    const names = () => policy().Statement.map(({ Sid }) => Sid);
    expect(names()).not.toContain('EncryptSessions');
    await click(find('input[value="kms"]'));
    expect(names()).toContain('EncryptSessions');
    await click(find('input[value="kms"]'));
    expect(names()).not.toContain('EncryptSessions');
  });

  it('shows the policy that denies, and the one for the nodes’ role', async () => {
    showPolicies('allow', [web.id]);
    await render(<Policies />);
    await click(find('button', 'Deny'));
    expect(policy().Statement).toMatchObject([{ Effect: 'Deny', Action: ['ssm:StartSession'] }]);
    await click(find('button', 'Node role'));
    expect(policy().Statement[0]?.Action).toContain('ssm:UpdateInstanceInformation');
  });

  it('copies what it shows', async () => {
    const bridge = fakeBridge({ 'clipboard.write': () => ({}) });
    showPolicies('deny', []);
    await render(<Policies />);
    await click(find('button', 'Copy policy'));
    expect(bridge.calls).toEqual([
      { name: 'clipboard.write', args: { text: `${find('pre').textContent}\n` } },
    ]);
  });

  it('is what a denial of AWS leads to', async () => {
    await render(
      <>
        <ProblemView
          problem={problem('aws.access-denied', {}, { remedies: ['show-policy'] })}
          look="page"
          actions={policyRemedies([shop.id])}
        />
        <Policies />
      </>,
    );
    await click(find('button', 'Show the policy needed'));
    expect(startResources()).toEqual([`arn:aws:ec2:eu-central-1:123456789012:instance/${shop.id}`]);
  });
});
