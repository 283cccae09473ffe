import { describe, expect, it, vi } from 'vitest';
import { SharedCredentials } from './credentials.js';
import type { Credentials } from './profile-credentials.js';

const valid = (minutes: number): Credentials => ({
  accessKeyId: 'a',
  secretAccessKey: 'b',
  expiration: new Date(Date.now() + minutes * 60_000),
});

describe('shared credentials', () => {
  it('are fetched once for all who ask, and kept', async () => {
    const fetch = vi.fn(() => Promise.resolve(valid(60)));
    const { get: share } = new SharedCredentials(fetch);
    await Promise.all([share(), share()]);
    await share();
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('are fetched again shortly before they expire', async () => {
    const fetch = vi.fn(() => Promise.resolve(valid(4)));
    const { get: share } = new SharedCredentials(fetch);
    await share();
    await share();
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('that do not say when they expire are fetched again when asked to, as files may have been renewed', async () => {
    const fetch = vi.fn(() => Promise.resolve({ accessKeyId: 'a', secretAccessKey: 'b' }));
    const { get: share } = new SharedCredentials(fetch);
    await share();
    await share();
    expect(fetch).toHaveBeenCalledTimes(1);
    await share('undated');
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('that are still good are not, as fetching them may ask the person something', async () => {
    const fetch = vi.fn(() => Promise.resolve(valid(60)));
    const { get: share } = new SharedCredentials(fetch);
    await share('undated');
    await share('undated');
    expect(fetch).toHaveBeenCalledTimes(1);
    await share('all');
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('are asked for again after a failure', async () => {
    const fetch = vi.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValueOnce(valid(60));
    const { get: share } = new SharedCredentials(fetch);
    await expect(share()).rejects.toThrow('no');
    expect(await share()).toMatchObject({ accessKeyId: 'a' });
  });
});

describe('credentials that the person has to be asked for', () => {
  it('are asked for only by signing in, and kept for all others', async () => {
    const fetch = vi.fn((mayAsk: boolean) =>
      mayAsk ? Promise.resolve(valid(60)) : Promise.reject(new Error('needs a code')),
    );
    const shared = new SharedCredentials(fetch);
    await expect(shared.get()).rejects.toThrow('needs a code');
    await shared.signIn();
    expect(await shared.get()).toMatchObject({ accessKeyId: 'a' });
    expect(fetch.mock.calls).toEqual([[false], [true]]);
  });

  it('are used to their end when they cannot be renewed early', async () => {
    const fetch = vi.fn().mockResolvedValueOnce(valid(4)).mockRejectedValue(new Error('offline'));
    const { get } = new SharedCredentials(fetch);
    const first = await get();
    expect(await get()).toBe(first);
    await expect(get('all')).rejects.toThrow('offline');
  });

  it('survive that only those without an end are forgotten', async () => {
    const fetch = vi.fn(() => Promise.resolve(valid(60)));
    const shared = new SharedCredentials(fetch);
    await shared.get();
    shared.forget('undated');
    await shared.get();
    expect(fetch).toHaveBeenCalledTimes(1);
    shared.forget('all');
    await shared.get();
    expect(fetch).toHaveBeenCalledTimes(2);
  });
});
