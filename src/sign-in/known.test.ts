import { describe, expect, it } from 'vitest';
import type { Identity, SignIn } from '../shared/contract/index.js';
import { joinNode } from '../aws/join.js';
import { settingsSchema } from '../settings/schema.js';
import { allowOldAlgorithms, forgetSignIn, knownSignIn, rememberSignIn, withRecentKey } from './known.js';

const EMPTY = settingsSchema.parse({});
const node = {
  ...joinNode({ id: 'i-1', sourceId: '@' }, undefined, undefined, 'no'),
  keyPair: 'prod',
  platform: 'Ubuntu 24.04',
};
const debian = { ...node, id: 'i-2', platform: 'Debian 12' };
const KEY: Identity = { kind: 'key-file', path: '/keys/a' };
const SIGN_IN: SignIn = { user: 'deploy', identity: { kind: 'key-file', path: '/keys/a' } };

describe('how to sign in', () => {
  it('is unknown at first', () => {
    expect(knownSignIn(EMPTY, 'i-1', node)).toBeNull();
    expect(knownSignIn(EMPTY, 'i-1', undefined)).toBeNull();
  });

  it('is remembered for a node, before its key pair', () => {
    const pair = rememberSignIn(EMPTY, 'i-2', debian, 'key-pair', {
      user: 'root',
      identity: { kind: 'key-file', path: '/keys/b' },
    });
    const both = rememberSignIn(pair, 'i-1', node, 'node', SIGN_IN);
    expect(knownSignIn(both, 'i-1', node)).toEqual({ signIn: SIGN_IN, from: 'node' });
    expect(knownSignIn(both, 'i-2', debian)).toEqual({
      signIn: { user: 'root', identity: { kind: 'key-file', path: '/keys/b' } },
      from: 'key-pair',
    });
  });

  it('is remembered for a key pair with each image’s own user, unless another was chosen', () => {
    const usual = rememberSignIn(EMPTY, 'i-1', node, 'key-pair', {
      user: 'ubuntu',
      identity: { kind: 'key-file', path: '/keys/a' },
    });
    expect(usual.signIn.keyPairs).toEqual({ prod: { identity: KEY } });
    expect(knownSignIn(usual, 'i-2', debian)?.signIn.user).toBe('admin');
    const chosen = rememberSignIn(EMPTY, 'i-1', node, 'key-pair', SIGN_IN);
    expect(knownSignIn(chosen, 'i-2', debian)?.signIn.user).toBe('deploy');
  });

  it('chosen for a key pair takes the place of the node’s own', () => {
    const own = rememberSignIn(EMPTY, 'i-1', node, 'node', {
      user: 'old',
      identity: { kind: 'key-file', path: '/keys/old' },
    });
    const pair = rememberSignIn(own, 'i-1', node, 'key-pair', SIGN_IN);
    expect(knownSignIn(pair, 'i-1', node)).toEqual({ signIn: SIGN_IN, from: 'key-pair' });
  });

  it('for the key pair of a node without one is remembered for the node', () => {
    const bare = { ...node, keyPair: null };
    const settings = rememberSignIn(EMPTY, 'i-1', bare, 'key-pair', SIGN_IN);
    expect(knownSignIn(settings, 'i-1', bare)?.from).toBe('node');
  });

  it('is remembered for a tag, after node and key pair, and takes the place of both when it is chosen', () => {
    const tagged = { ...node, tags: { env: 'prod' } };
    const alike = { ...debian, keyPair: null, tags: { env: 'prod' } };
    const own = rememberSignIn(EMPTY, 'i-1', tagged, 'node', { ...SIGN_IN, user: 'old' });
    const byTag = rememberSignIn(own, 'i-1', tagged, 'tag:env', SIGN_IN);
    const tag = { key: 'env', value: 'prod' };
    expect(knownSignIn(byTag, 'i-1', tagged)).toEqual({ signIn: SIGN_IN, from: 'tag', tag });
    expect(knownSignIn(byTag, 'i-2', alike)).toEqual({ signIn: SIGN_IN, from: 'tag', tag });
    expect(knownSignIn(byTag, 'i-3', { ...alike, tags: { env: 'dev' } })).toBeNull();
    const pair = rememberSignIn(byTag, 'i-1', tagged, 'key-pair', { ...SIGN_IN, user: 'pair' });
    expect(knownSignIn(pair, 'i-1', tagged)?.from).toBe('key-pair');
    expect(knownSignIn(forgetSignIn(byTag, 'i-2', alike), 'i-1', tagged)).toBeNull();
  });

  it('is remembered with its port', () => {
    const settings = rememberSignIn(EMPTY, 'i-1', node, 'key-pair', { ...SIGN_IN, port: 2222 });
    expect(knownSignIn(settings, 'i-2', debian)?.signIn.port).toBe(2222);
  });

  it('is forgotten where it was found, one after the other', () => {
    const both = rememberSignIn(
      rememberSignIn(EMPTY, 'i-2', debian, 'key-pair', SIGN_IN),
      'i-1',
      node,
      'node',
      SIGN_IN,
    );
    const once = forgetSignIn(both, 'i-1', node);
    expect(knownSignIn(once, 'i-1', node)?.from).toBe('key-pair');
    const twice = forgetSignIn(once, 'i-1', node);
    expect(knownSignIn(twice, 'i-1', node)).toBeNull();
    expect(forgetSignIn(twice, 'i-1', node)).toBe(twice);
  });

  it('names a user even where the image’s is unknown, or is not known at all', () => {
    const strange = { ...node, platform: '', platformType: null };
    const settings = {
      ...EMPTY,
      signIn: { ...EMPTY.signIn, keyPairs: { prod: { identity: KEY } } },
    };
    expect(knownSignIn(settings, 'i-1', strange)).toBeNull();
    expect(knownSignIn(settings, 'i-1', { ...strange, platformType: 'Linux' })?.signIn.user).toBe('ec2-user');
  });
});

describe('old algorithms', () => {
  it('are allowed for a node, once, and no longer', () => {
    const allowed = allowOldAlgorithms(allowOldAlgorithms(EMPTY, 'i-0a', true), 'i-0a', true);
    expect(allowed.signIn.oldAlgorithms).toEqual(['i-0a']);
    const both = allowOldAlgorithms(allowed, 'i-0b', true);
    expect(allowOldAlgorithms(both, 'i-0a', false).signIn.oldAlgorithms).toEqual(['i-0b']);
  });
});

describe('recent keys', () => {
  it('have the last one first, once, and not too many', () => {
    let settings = EMPTY;
    for (let index = 0; index < 15; index++) settings = withRecentKey(settings, `/keys/${index % 12}`);
    expect(settings.signIn.recentKeys).toEqual(
      [2, 1, 0, 11, 10, 9, 8, 7, 6, 5].map((each) => `/keys/${each}`),
    );
  });
});
