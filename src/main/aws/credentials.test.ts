import { describe, expect, it, vi } from 'vitest';
import { SharedCredentials, type Credentials } from './credentials.js';

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
