import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instance } from '@aws-sdk/client-ec2';
import type { ManagedNode } from '../shared/node.js';
import { ec2Half, ssmHalf } from './join.js';
import { NodeStore } from './node-store.js';

const running = ec2Half({ State: { Name: 'running' } });
const online = ssmHalf({ PingStatus: 'Online' });
const ids = (nodes: { id: string }[]): string[] => nodes.map(({ id }) => id);

describe('the nodes of a source', () => {
  it('show at once when either listing has them, and again when the other adds something', () => {
    const store = new NodeStore('@');
    expect(ids(store.addEc2(new Map([['i-1', running]])))).toEqual(['i-1']);
    expect(store.addSsm(new Map([['i-1', online]]))).toMatchObject([
      { id: 'i-1', ping: 'Online', state: 'running' },
    ]);
    expect(store.addSsm(new Map([['i-1', online]]))).toEqual([]);
  });

  it('go when neither complete listing has them, and change when one has not', () => {
    const store = new NodeStore('@');
    store.addEc2(
      new Map([
        ['i-1', running],
        ['i-2', running],
      ]),
    );
    store.addSsm(
      new Map([
        ['i-1', online],
        ['mi-3', online],
      ]),
    );
    const settled = store.settle({ ec2: new Set(['i-1']), ssm: new Set(['mi-3']) });
    expect(settled.removed).toEqual(['i-2']);
    expect(settled.changed).toMatchObject([{ id: 'i-1', ping: null, state: 'running' }]);
    expect(store.size).toBe(2);
  });

  it('stay as they were where a listing failed', () => {
    const store = new NodeStore('@');
    store.addEc2(new Map([['i-1', running]]));
    store.addSsm(new Map([['i-1', online]]));
    expect(store.settle({ ec2: null, ssm: null })).toEqual({ changed: [], removed: [] });
    expect(store.settle({ ec2: new Set(), ssm: null })).toMatchObject({
      changed: [{ id: 'i-1', state: null, ping: 'Online' }],
    });
  });

  it('are being checked until SSM has listed all it knows, and not managed only then', () => {
    const store = new NodeStore('@');
    expect(store.addEc2(new Map([['i-1', running]]))).toMatchObject([{ managed: 'checking' }]);
    const listed = store.settle({ ec2: new Set(['i-1']), ssm: new Set() });
    expect(listed.changed).toMatchObject([{ id: 'i-1', managed: 'no' }]);
    // While it is listed again, what was known stays, and what is new is being checked.
    const again = new Map([
      ['i-1', ec2Half({ State: { Name: 'stopped' } })],
      ['i-2', running],
    ]);
    expect(store.addEc2(again).map(({ managed }) => managed)).toEqual(['no', 'checking']);
    expect(store.addSsm(new Map([['i-2', online]]))).toMatchObject([{ id: 'i-2', managed: 'yes' }]);
  });

  it('are not called unmanaged where SSM did not answer, now or in a former run', () => {
    const store = new NodeStore('@');
    store.addEc2(new Map([['i-1', running]]));
    expect(store.settle({ ec2: new Set(['i-1']), ssm: null }).changed).toMatchObject([
      { managed: 'unknown' },
    ]);
    const later = new NodeStore('@');
    later.fill(store.halves());
    expect(later.get('i-1')?.managed).toBe('unknown');
    later.settle({ ec2: new Set(['i-1']), ssm: new Set() });
    expect(later.get('i-1')?.managed).toBe('no');
    later.settle({ ec2: new Set(['i-1']), ssm: null });
    expect(later.get('i-1')?.managed).toBe('no');
    store.fill(later.halves());
    expect(store.get('i-1')?.managed).toBe('no');
  });

  it('are all forgotten with their source', () => {
    const store = new NodeStore('@');
    store.addEc2(new Map([['i-1', running]]));
    expect(store.clear()).toEqual(['i-1']);
    expect(store.all()).toEqual([]);
    expect(ids(store.addSsm(new Map([['i-1', online]])))).toEqual(['i-1']);
    expect(store.get('i-1')?.state).toBeNull();
  });

  it('are told of whenever they show something new, and only then', () => {
    const id = fc.nat(3).map((number) => `i-${number}`);
    const ec2 = fc
      .record({
        ImageId: fc.constantFrom('ami-1', 'ami-2'),
        InstanceType: fc.constantFrom('t3.micro', 'm7g.large'),
      })
      .map((instance) => ec2Half(instance as Instance));
    const ssm = fc.constantFrom('Online', 'ConnectionLost').map((PingStatus) => ssmHalf({ PingStatus }));
    const seen = fc.option(fc.uniqueArray(id).map((ids) => new Set(ids)));
    const step = fc.oneof(
      fc.record({ ec2: fc.array(fc.tuple(id, ec2)) }),
      fc.record({ ssm: fc.array(fc.tuple(id, ssm)) }),
      fc.record({
        images: fc.array(fc.tuple(fc.constantFrom('ami-1', 'ami-2'), fc.constantFrom('', 'golden'))),
      }),
      fc.record({ seen: fc.record({ ec2: seen, ssm: seen }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const store = new NodeStore('@');
        const told = new Map<string, ManagedNode>();
        const take = (nodes: ManagedNode[]) => {
          for (const node of nodes) {
            expect(node).not.toEqual(told.get(node.id));
            told.set(node.id, node);
          }
        };
        for (const change of steps) {
          if ('ec2' in change) take(store.addEc2(new Map(change.ec2)));
          else if ('ssm' in change) take(store.addSsm(new Map(change.ssm)));
          else if ('images' in change) take(store.addImages(new Map(change.images)));
          else {
            const { changed, removed } = store.settle(change.seen);
            for (const gone of removed) expect(told.delete(gone)).toBe(true);
            take(changed);
            // What a later run shows is what was there after a listing.
            const later = new NodeStore('@');
            later.fill(store.halves());
            expect(later.all()).toEqual(expect.arrayContaining(store.all()));
            expect(later.size).toBe(store.size);
          }
          expect(new Map(store.all().map((node) => [node.id, node]))).toEqual(told);
        }
      }),
    );
  });
});
