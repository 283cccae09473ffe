import { beforeEach, describe, expect, it } from 'vitest';
import { MANAGED_POLICY_LIMIT, type PolicyDocument } from '../../iam/policy.js';
import { makeNode, makeSource } from '../../../test/support/nodes.js';
import { emptyFleet, mergePage, useFleet } from '../fleet/store.js';
import { clear, click, find, redraw, render, type } from '../test-support/render.js';
import { closePolicies, showPolicies, useIamRequest } from './iam-store.js';
import { Policies } from './PolicySheet.js';

const tags = { Env: 'prod', Name: 'web', 'aws:stack': 's' };
const web = makeNode({ id: 'i-0123456789abcdef0', name: 'web', tags: { ...tags, Tier: '1' } });
const shop = makeNode({ id: 'i-0123456789abcdef1', name: 'shop', tags: { ...tags, Tier: '2' } });
const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1';

beforeEach(async () => {
  await clear();
  closePolicies();
  emptyFleet();
  mergePage({ nodes: [web, shop], removed: [] });
  useFleet.setState({ sources: [makeSource({ id: web.sourceId, accountId: '123456789012', count: 2 })] });
});

const policy = (): PolicyDocument => JSON.parse(find('pre').textContent) as PolicyDocument;
const statement = (sid: string) => policy().Statement.find(({ Sid }) => Sid === sid);
const sids = () => policy().Statement.map(({ Sid }) => Sid);
const field = (label: string) => find('.field', label).querySelector<HTMLInputElement>('input')!;
const options = () => [...document.querySelectorAll('[role="option"]')].map(({ textContent }) => textContent);

/** Chooses from a drop-down by its label. */
async function choose(label: string, option: string): Promise<void> {
  await click(find('.select', label).querySelector<HTMLElement>('button')!);
  await click(find('[role="option"]', option));
}

describe('what the policy sheet is told', () => {
  it('of who connects, decides whose sessions they are', async () => {
    showPolicies('allow', [web.id]);
    await render(<Policies />);
    expect(JSON.stringify(policy())).not.toContain('${aws:username}');
    await choose('People use', 'an IAM user');
    expect(String(statement('EndAndResumeOwnSessions')?.Resource)).toMatch(
      /:session\/\$\{aws:username\}-\*$/,
    );
  });

  it('of the nodes, offers the tags that all of them have, and goes by the one chosen', async () => {
    showPolicies('allow', [web.id, shop.id]);
    await render(<Policies />);
    await click(find('.select', 'Nodes').querySelector<HTMLElement>('button')!);
    expect(options()).toEqual([
      'The 2 selected nodes',
      'All with the tag Env=prod',
      'All in the account and region',
    ]);
    await click(find('[role="option"]', 'Env=prod'));
    expect(JSON.stringify(statement('StartSessionsOnNodes')?.Condition)).toContain('resourceTag/Env":"prod"');
  });

  it('of users and keys, narrows what is allowed with them', async () => {
    showPolicies('allow', [web.id], 'instance-connect');
    await render(<Policies />);
    const osUser = () => /"ec2:osuser":"(.*?)"/.exec(JSON.stringify(policy()))?.[1];
    expect(osUser()).toBe('ubuntu');
    await type(field('User name on the nodes'), ' admin ');
    expect(osUser()).toBe('admin');
    await type(field('User name on the nodes'), '');
    expect(osUser()).toBeUndefined();
    await click(find('input[value="kms"]'));
    expect(statement('EncryptSessions')?.Resource).toEqual(['arn:aws:kms:eu-central-1:123456789012:key/*']);
    await type(field('ARN of the KMS key'), KEY);
    expect(statement('EncryptSessions')?.Resource).toEqual([KEY]);
    await click(find('button', 'Node role'));
    expect(statement('DecryptSessions')?.Resource).toEqual([KEY]);
    await type(field('ARN of the KMS key'), '');
    expect(sids()).toEqual(['BeManagedAndOpenChannels']);
  });

  it('of no node at all, may be no account either, where there are several', async () => {
    useFleet.setState({
      sources: [
        makeSource({ id: web.sourceId, accountId: '123456789012' }),
        makeSource({ id: 'b@eu-central-1', accountId: '210987654321' }),
      ],
    });
    showPolicies('allow', []);
    await render(<Policies />);
    const accountOf = () => String(statement('StartSessionsOnNodes')?.Resource).split(':')[4];
    expect(accountOf()).toBe('*');
    await choose('Account', '210987654321');
    expect(accountOf()).toBe('210987654321');
    await choose('Account', 'Any account');
    expect(accountOf()).toBe('*');
  });
});

describe('the policy sheet', () => {
  it('allows from the start what most teams want, and what it was asked for', async () => {
    showPolicies('allow', [web.id]);
    await render(<Policies />);
    const checked = () =>
      [...document.querySelectorAll<HTMLInputElement>('.policy-extras input:checked')].map(
        ({ value }) => value,
      );
    const usual = ['status', 'console-output', 'key-pairs', 'images', 'regions'];
    expect(checked().sort()).toEqual([...usual].sort());
    showPolicies('allow', [shop.id], 'kms');
    await redraw(<Policies />);
    expect(checked().sort()).toEqual([...usual, 'kms'].sort());
    expect(find('.select', 'Nodes').textContent).toContain('shop');
  });

  it('says for each kind what it is for, and for each statement why it is there', async () => {
    showPolicies('allow', [web.id]);
    await render(<Policies />);
    const about = new Set<string>();
    for (const kind of ['Allow', 'Deny', 'Node role']) {
      await click(find('.segment', kind));
      about.add(find('[role="dialog"] header p').textContent);
      const reasons = [...document.querySelectorAll('.policy-reasons dd')].map(
        ({ textContent }) => textContent,
      );
      expect(reasons).toHaveLength(sids().length);
      for (const reason of reasons) expect(reason.length).toBeGreaterThan(20);
    }
    expect(about.size).toBe(3);
  });

  it('says when it is larger than IAM takes, and is closed', async () => {
    showPolicies('allow', [web.id]);
    await render(<Policies />);
    expect(document.querySelector('.policy-size')).toBeNull();
    const many = Array.from({ length: 200 }, (_, index) =>
      makeNode({ id: `i-${String(index).padStart(17, '0')}` }),
    );
    mergePage({ nodes: many, removed: [] });
    showPolicies(
      'allow',
      many.map(({ id }) => id),
    );
    await redraw(<Policies />);
    expect(find('.policy-size').textContent).toContain(MANAGED_POLICY_LIMIT.toLocaleString('en'));
    await click(find('.sheet-actions button', 'Close'));
    expect(useIamRequest.getState().request).toBeNull();
  });
});
