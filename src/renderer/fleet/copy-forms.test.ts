import { describe, expect, it } from 'vitest';
import { makeNode, makeSource } from '../../../test/support/nodes.js';
import { copyText } from './copy-forms.js';
import { rowsAs } from './row-text.js';
import { indexNode } from '../../shared/query/indexed-node.js';

const sources = [
  makeSource({ id: 'cn', region: 'cn-north-1', accountId: '123456789012' }),
  makeSource({ id: 'new', region: 'eu-central-1', accountId: null }),
];
const instance = makeNode({ id: 'i-1', sourceId: 'cn', name: 'web', privateIp: '10.0.0.1' });
const hybrid = makeNode({ id: 'mi-2', sourceId: 'cn', kind: 'hybrid' });

describe('what is copied of nodes', () => {
  it('is one of their names a line, and the ARN with partition, account and region', () => {
    const nodes = [instance, hybrid];
    expect(copyText('id', nodes, sources)).toBe('i-1\nmi-2');
    expect(copyText('name', nodes, sources)).toBe('web');
    expect(copyText('arn', nodes, sources)).toBe(
      'arn:aws-cn:ec2:cn-north-1:123456789012:instance/i-1\n' +
        'arn:aws-cn:ssm:cn-north-1:123456789012:managed-instance/mi-2',
    );
  });

  it('is nothing where it is not known', () => {
    expect(copyText('publicIp', [instance], sources)).toBe('');
    expect(copyText('arn', [makeNode({ id: 'i-3', sourceId: 'new' })], sources)).toBe('');
  });
});

describe('the rows as text', () => {
  const entries = [instance, makeNode({ id: 'i-4', name: '=cmd|" , x', tags: { Env: 'a\nb' } })].map((node) =>
    indexNode(node),
  );

  it('are CSV with the columns of the table, quoted as RFC 4180 says, and no formula for a spreadsheet', () => {
    expect(rowsAs('csv', entries, ['id', 'name', 'tag:Env'])).toBe(
      'id,name,tag:Env\r\ni-1,web,\r\ni-4,"\'=cmd|"" , x","a\nb"\r\n',
    );
  });

  it('are JSON with all that is known', () => {
    const parsed = JSON.parse(rowsAs('json', entries, ['id'])) as unknown[];
    expect(parsed).toEqual([instance, entries[1]!.node]);
  });
});
