// The import-direction rule of docs/architecture.md. Every top-level folder lists the folders that it may import;
// an edge that is not listed is an error, so a new one has to be argued for here.

/** @type {Record<string, { from: string[], files?: string[] }>} folder → folders (and single files) it may import */
export const LAYERS = {
  'src/shared': { from: [] },
  'src/iam': { from: [] },
  'src/session-manager': { from: ['src/shared'] },
  'src/network': { from: [] },
  'src/ssh': { from: [] },
  'src/storage': { from: [] },
  'src/aws': { from: ['src/network', 'src/storage', 'src/shared'] },
  'src/keys': { from: ['src/aws', 'src/ssh', 'src/shared'] },
  'src/host-keys': { from: ['src/ssh', 'src/storage', 'src/shared'] },
  'src/settings': { from: ['src/storage', 'src/shared'] },
  'src/sign-in': { from: ['src/aws', 'src/keys', 'src/settings', 'src/ssh', 'src/storage', 'src/shared'] },
  'src/connection': { from: ['src/session-manager', 'src/network', 'src/ssh', 'src/shared'] },
  'src/ssh-config': { from: ['src/shared'] },
  'src/cli': {
    from: [
      'src/aws',
      'src/connection',
      'src/host-keys',
      'src/iam',
      'src/keys',
      'src/network',
      'src/session-manager',
      'src/settings',
      'src/shared',
      'src/sign-in',
      'src/ssh',
      'src/ssh-config',
      'src/storage',
    ],
  },
  'src/main': {
    from: [
      'src/aws',
      'src/host-keys',
      'src/iam',
      'src/keys',
      'src/network',
      'src/settings',
      'src/shared',
      'src/sign-in',
      'src/ssh',
      'src/ssh-config',
      'src/storage',
    ],
  },
  'src/preload': { from: ['src/shared'] },
  'src/renderer': { from: ['src/iam', 'src/shared'] },
  simulator: { from: [] },
  scripts: { from: ['simulator', 'src/shared'] },
  bench: {
    from: [
      'src/shared',
      'src/session-manager',
      'src/connection',
      'src/main',
      'src/aws',
      'src/keys',
      'src/host-keys',
      'src/settings',
      'src/sign-in',
      'src/storage',
      'simulator',
      // What is measured is what the scripts build and run.
      'scripts',
      'test/support',
    ],
  },
  'test/support': {
    from: [
      'src/shared',
      'src/network',
      'src/ssh',
      'src/session-manager',
      'src/connection',
      'src/main',
      'src/aws',
      'src/keys',
      'src/host-keys',
      'src/settings',
      'src/sign-in',
      'src/storage',
      'simulator',
      'scripts',
    ],
  },
  test: {
    from: [
      'src/iam',
      'src/shared',
      'src/network',
      'src/ssh',
      'src/session-manager',
      'src/connection',
      'src/main',
      'src/aws',
      'src/keys',
      'src/host-keys',
      'src/settings',
      'src/sign-in',
      'src/storage',
      'src/ssh-config',
      'simulator',
      'scripts',
      'test/support',
    ],
  },
};

import path from 'node:path';

const layerOf = (file) =>
  Object.keys(LAYERS)
    .filter((layer) => file === layer || file.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)[0];

/** @type {import('eslint').Rule.RuleModule} */
export const layersRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { edge: '{{from}} may not import {{to}}: see docs/architecture.md.' },
  },
  create(context) {
    const root = context.cwd;
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const from = layerOf(file);
    const isTest = /\.test\.tsx?$/.test(file);
    const check = (node, source) => {
      if (typeof source !== 'string' || !source.startsWith('.') || !from) return;
      const target = path
        .relative(root, path.resolve(path.dirname(context.filename), source))
        .split(path.sep)
        .join('/');
      const to = layerOf(target);
      if (to === undefined || to === from) return;
      if (LAYERS[from].from.includes(to)) return;
      // A unit test beside its file may use the helpers that tests share.
      if (isTest && to === 'test/support') return;
      context.report({ node, messageId: 'edge', data: { from, to } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.value),
    };
  },
};
