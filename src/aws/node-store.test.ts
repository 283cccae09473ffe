import { describe, expect, it } from 'vitest';
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
});
