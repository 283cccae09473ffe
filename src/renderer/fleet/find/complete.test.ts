import { describe, expect, it } from 'vitest';
import { makeNode } from '../../../../test/support/nodes.js';
import { completions } from './complete.js';
import { indexNode } from '../../../shared/query/indexed-node.js';
import { Vocabulary } from './vocabulary.js';

const vocabulary = new Vocabulary();
for (const node of [
  makeNode({ id: 'i-1', zone: 'eu-central-1a', tags: { Env: 'prod', Team: 'Data Science', Name: 'a' } }),
  makeNode({ id: 'i-2', zone: 'eu-central-1b', state: 'stopped', tags: { Env: 'prod' } }),
  makeNode({ id: 'i-3', tags: { Env: 'dev', 'a=b': 'c' } }),
])
  vocabulary.add(indexNode(node));

const at = (text: string) => completions(text, text.length, vocabulary);
const labels = (text: string) => at(text).map(({ label }) => label);
const texts = (text: string) => at(text).map((each) => each.text);

describe('completions', () => {
  it('offer keys and names of tags for a word', () => {
    expect(labels('st')).toEqual(['state:']);
    expect(labels('web t')).toEqual(['tag:', 'type:', 'tag:Team=']);
    expect(texts('web -en')).toEqual(['web -tag:Env=']);
    expect(at('')).toEqual([]);
    expect(at('web ')).toEqual([]);
    expect(at('zzz')).toEqual([]);
  });

  it('offer the values of a key with their counts, those that begin as typed first', () => {
    expect(at('state:st').map(({ label, count }) => [label, count])).toEqual([
      ['stopping', 0],
      ['stopped', 1],
    ]);
    expect(labels('zone:1b')).toEqual(['eu-central-1b']);
    expect(texts('state:run')).toEqual(['state:running ']);
    expect(at('state:running')).toEqual([]);
    expect(at('colour:re')).toEqual([]);
  });

  it('offer names of tags and their values, written as the search reads them', () => {
    expect(labels('tag:')).toEqual(['tag:Env=', 'tag:Team=', 'tag:a=b=']);
    expect(texts('tag:a')).toEqual(['tag:"a=b"=', 'tag:Team=']);
    expect(labels('tag:env=')).toEqual(['prod', 'dev']);
    expect(texts('tag:Team=sci')).toEqual(['tag:Team="Data Science" ']);
    expect(texts('tag:env=prod,d')).toEqual(['tag:env=prod,dev ', 'tag:env=prod,prod ']);
  });

  it('put a completion where the caret is, and leave what follows', () => {
    const [first] = completions('stat web', 4, vocabulary);
    expect(first).toMatchObject({ text: 'state:web', caret: 6 });
    expect(completions('state web', 3, vocabulary)).toEqual([]);
    expect(completions('"sta', 4, vocabulary)).toEqual([]);
  });
});
