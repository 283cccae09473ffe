import { act } from 'react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { problem } from '../../shared/problem.js';
import { makeNode, makeSource } from '../../../test/support/nodes.js';
import { SourceList } from '../sources/SourceList.js';
import { closePolicies } from '../iam/iam-store.js';
import { Policies } from '../iam/PolicySheet.js';
import { clear, click, find, render } from '../test-support/render.js';
import { FleetBody } from './FleetBody.js';
import { emptyFleet, mergePage, search, useFleet } from './store.js';

const why = problem('aws.throttled', {
  profile: 'dev',
  region: 'us-east-1',
  action: 'ec2:DescribeInstances',
});
const failed = { status: 'failed', problem: why } as const;

beforeEach(() => {
  emptyFleet();
  mergePage({ nodes: [makeNode({ id: 'i-1' })], removed: [] });
});
afterEach(clear);

const body = () => <FleetBody tableRef={null} connectedIds={new Set()} onConnect={() => undefined} />;

it('says above the table which source failed, and that others did, too', async () => {
  useFleet.setState({
    sources: [
      makeSource({ id: 'prod@eu-central-1', profile: 'prod', count: 1 }),
      makeSource({ id: 'dev@us-east-1', profile: 'dev', region: 'us-east-1', ...failed }),
      makeSource({ id: 'edge@eu-west-1', profile: 'edge', region: 'eu-west-1', ...failed }),
    ],
  });
  await render(body());
  expect(find('.problem-banner').textContent).toContain(
    'Source: dev, us-east-1. 1 more has a problem, shown at the left.',
  );
});

it('leads from what a source may not list to the policy for that source’s account and region', async () => {
  const denied = problem(
    'aws.access-denied',
    { action: 'ec2:DescribeInstances' },
    { remedies: ['show-policy'] },
  );
  useFleet.setState({
    sources: [
      makeSource({ id: 'prod@eu-central-1', accountId: '111111111111', count: 1 }),
      makeSource({
        id: 'dev@cn-north-1',
        region: 'cn-north-1',
        accountId: '222222222222',
        status: 'failed',
        problem: denied,
      }),
    ],
  });
  await render(
    <>
      {body()}
      <Policies />
    </>,
  );
  await click(find('.problem-banner button', 'Show the policy needed'));
  expect(find('[role="dialog"] pre').textContent).toContain(
    'arn:aws-cn:ec2:cn-north-1:222222222222:instance/*',
  );
  await act(async () => {
    closePolicies();
    await Promise.resolve();
  });
});

it('does not name the only source there is', async () => {
  useFleet.setState({ sources: [makeSource({ problem: why })] });
  await render(body());
  expect(find('.problem-banner').textContent).not.toContain('Source:');
});

it('keeps the table where a search finds nothing, and the keyboard in it', async () => {
  useFleet.setState({ sources: [makeSource()] });
  await render(body());
  const table = find('[role="grid"]');
  expect(document.activeElement).toBe(table);
  act(() => search('nothing'));
  expect(document.body.textContent).toContain('No node matches');
  expect(find('[role="grid"]')).toBe(table);
  expect(document.activeElement).toBe(table);
});

it('shows an account’s name with its number, and the number alone where that is all that is known', async () => {
  useFleet.setState({
    sources: [
      makeSource({ id: 'a@r', profile: 'a', accountId: '111111111111', accountName: 'Acme production' }),
      makeSource({ id: 'b@r', profile: 'b', accountId: '222222222222' }),
    ],
  });
  await render(<SourceList />);
  const headings = [...document.querySelectorAll('h3')].map((heading) => heading.textContent);
  expect(headings).toEqual(['aAcme production 111111111111', 'b222222222222']);
});

it('offers the regions first to somebody who only lacks one', async () => {
  emptyFleet();
  const lacking = { ...failed, region: null, problem: problem('aws.no-region', { profile: 'dev' }) };
  useFleet.setState({ sources: [makeSource({ id: '@', profile: 'dev', ...lacking })] });
  await render(body());
  expect(
    [...document.querySelectorAll('.problem-actions button')].map(({ textContent }) => textContent),
  ).toEqual(['Choose regions…', 'Sign in with IAM Identity Center…', 'Open the demo fleet']);
});
