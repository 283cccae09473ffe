import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Clients } from './clients.js';
import { Sha256 } from './sha256.js';
import { CONNECT_TIMEOUT_MS } from './time-out.js';

const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

/** STS's endpoint: the SDK's standard overrides, else the region's (China has its own domain). */
function stsEndpoint(region: string, env: NodeJS.ProcessEnv): URL {
  const override = env.AWS_ENDPOINT_URL_STS ?? env.AWS_ENDPOINT_URL;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(override ?? `https://sts.${region}.${domain}`);
}

function post(url: URL, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'http:' ? httpRequest : httpsRequest)(
      url,
      { method: 'POST', headers, timeout: CONNECT_TIMEOUT_MS },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.once('end', () => resolve(text));
        response.once('error', reject);
      },
    );
    request.once('timeout', () => request.destroy(new Error('STS did not answer in time')));
    request.once('error', reject);
    request.end(BODY);
  });
}

/**
 * The account that the credentials belong to (STS GetCallerIdentity, which no policy can deny), or null where it
 * cannot be had: a listing does not fail for want of it.
 *
 * One signed form post, because this is the only STS call here and the SDK's client for it is a package more.
 */
export async function accountIdOf(clients: Clients, env: NodeJS.ProcessEnv): Promise<string | null> {
  try {
    const credentials = await clients.credentials();
    if (credentials.accountId !== undefined) return credentials.accountId;
    const { region } = clients.source;
    const url = stsEndpoint(region, env);
    const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
    const signed = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: BODY,
    });
    const answer = await post(url, { ...signed.headers, 'content-length': String(BODY.length) });
    return /<Account>(\d{12})<\/Account>/.exec(answer)?.[1] ?? null;
  } catch {
    return null;
  }
}
