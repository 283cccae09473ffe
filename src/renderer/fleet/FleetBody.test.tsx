import { act } from 'react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { problem } from '../../shared/problem.js';
import { makeNode, makeSource } from '../../../test/support/nodes.js';
import { SourceList } from '../sources/SourceList.js';
import { clear, find, render } from '../test-support/render.js';
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
