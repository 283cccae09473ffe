import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FleetSource } from '../../shared/contract/index.js';
import { problem } from '../../shared/problem.js';
import { makeSource } from '../../../test/support/nodes.js';
import { emptyFleet, useFleet } from '../fleet/store.js';
import { fakeBridge } from '../test-support/fake-bridge.js';
import { clear, click, find, render } from '../test-support/render.js';
import { SourceList } from './SourceList.js';

const signedOut = problem(
  'aws.sso-signed-out',
  { profile: 'prod', startUrl: 'https://example.awsapps.com/start' },
  { remedies: ['aws-sign-in'] },
);
const regions = ['eu-central-1', 'us-east-1', 'ap-northeast-2'];
const failing = (given: Partial<FleetSource> = {}) =>
  regions.map((region) =>
    makeSource({
      id: `prod@${region}`,
      profile: 'prod',
      region,
      status: 'failed',
      problem: signedOut,
      ...given,
    }),
  );

beforeEach(emptyFleet);
afterEach(clear);

const shown = () => [...document.querySelectorAll('.source-problem')];

it('says once what is wrong with a profile in all its regions, and signs in for all of them', async () => {
  const bridge = fakeBridge({ 'sources.signIn': () => ({}) });
  useFleet.setState({
    sources: [...failing(), makeSource({ id: 'prod@eu-west-1', profile: 'prod', status: 'off' })],
  });
  await render(<SourceList />);
  expect(shown().map(({ textContent }) => textContent)).toEqual(['Not signed in to IAM Identity Center']);
  expect(shown()[0]?.closest('li')).toBeNull();
  await click(find('.source-problem'));
  expect(find('[role="dialog"] h2').textContent).toBe('prod');
  await click(find('[role="dialog"] button', 'Sign in'));
  expect(bridge.calls).toEqual([{ name: 'sources.signIn', args: { sourceId: 'prod@eu-central-1' } }]);
});

it('says at each region what is wrong there, where it is not the same in all or may have causes of its own', async () => {
  const [first, ...others] = failing();
  useFleet.setState({ sources: [{ ...first!, status: 'ready', problem: null }, ...others] });
  await render(<SourceList />);
  expect(shown().map((each) => each.closest('li')?.dataset.sourceId)).toEqual([
    'prod@us-east-1',
    'prod@ap-northeast-2',
  ]);
  useFleet.setState({ sources: failing({ problem: problem('aws.unreachable', { host: 'x' }) }) });
  await render(<SourceList />);
  expect(shown().map((each) => each.closest('li') !== null)).toEqual([true, true, true]);
});
