// Nothing in this file has run on Windows. Where a descriptor or an output comes from stands beside it; the others are
// written by hand after Microsoft's reference ([MS-DTYP] 2.5.1).
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MadeKeys } from '../../test/support/made-keys.js';
import { inspectKey, inspectKeys } from './key-file.js';
import { KeyMender } from './mend.js';
import { judge, readSddl } from './security-descriptor.js';
import { windowsPermissions, type RunProgram } from './windows-permissions.js';

const ME = 'S-1-5-21-1143672239-3323692552-625498637-1001';

/** Recorded with Get-Acl in a report that is public on GitHub: a file in a user's own profile. */
const OWN_PROFILE = `O:${ME}G:${ME}D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;${ME})`;
/** Recorded by marcusoh.blogspot.com (December 2005): a file in C:\temp, with “Users” allowed twice. */
const C_TEMP =
  'O:BAG:DUD:ARAI(A;;FA;;;BA)(A;;FA;;;SY)(A;;0x1200a9;;;BU)(A;ID;FA;;;BA)(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)';

describe('the rule of OpenSSH for Windows', () => {
  it.each<[string, string, string | null, [string, string][]]>([
    ['a file in one’s own profile', OWN_PROFILE, null, []],
    ['a file in C:\\temp', C_TEMP, null, [['S-1-5-32-545', 'read,execute']]],
    [
      'a file in the root of a drive, by hand',
      `O:${ME}G:S-1-5-21-1-2-3-513D:AI(A;ID;FA;;;BA)(A;ID;FA;;;SY)(A;ID;0x1301bf;;;AU)(A;ID;0x1200a9;;;BU)`,
      null,
      [
        ['S-1-5-11', 'read,write,execute'],
        ['S-1-5-32-545', 'read,execute'],
      ],
    ],
    [
      // PowerShell/Win32-OpenSSH issue 2317 shows this refusal; the descriptor is by hand.
      'owner rights, even with an owner that is accepted',
      'O:BAG:SYD:P(A;;FA;;;OW)(A;;FA;;;SY)',
      null,
      [['S-1-3-4', 'read,write,execute']],
    ],
    [
      // hashicorp/boundary pull request 6062 shows these entries as icacls prints them; the descriptor is by hand.
      'authenticated users who may read',
      'O:BAG:SYD:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;AU)',
      null,
      [['S-1-5-11', 'read,execute']],
    ],
    ['any right at all, such as that to see attributes', `O:${ME}D:P(A;;0x80;;;WD)`, null, [['S-1-1-0', '']]],
    ['letters instead of a number', `O:${ME}D:P(A;;FRFW;;;BU)`, null, [['S-1-5-32-545', 'read,write']]],
    ['entries that deny or audit', `O:${ME}D:P(D;;FA;;;WD)(A;;FA;;;${ME})S:(AU;SA;FA;;;WD)`, null, []],
    ['entries of a kind that OpenSSH passes over', `O:${ME}D:P(OA;;FA;;;WD)(A;;FA;;;${ME})`, null, []],
    ['another owner', 'O:S-1-5-21-9-9-9-1002G:SYD:P(A;;FA;;;SY)', 'S-1-5-21-9-9-9-1002', []],
    [
      'TrustedInstaller as the owner',
      'O:S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464D:P(A;;FA;;;SY)',
      null,
      [],
    ],
    ['an empty list: nobody', `O:${ME}D:P`, null, []],
    [
      'no list at all: everybody',
      `O:${ME}G:SYD:NO_ACCESS_CONTROL`,
      null,
      [['S-1-1-0', 'read,write,execute']],
    ],
    ['no list at all, in FAT’s way', `O:${ME}G:SY`, null, [['S-1-1-0', 'read,write,execute']]],
  ])('%s', (_, sddl, badOwner, others) => {
    const verdict = judge(readSddl(sddl), ME);
    expect(verdict.badOwner).toBe(badOwner);
    expect(verdict.others.map(({ sid, may }) => [sid, may.join()])).toEqual(others);
  });

  it('takes nothing for a descriptor that is none, or that has conditions in it', () => {
    expect(() => readSddl('Zugriff verweigert')).toThrow();
    expect(() => readSddl(`O:${ME}D:P(XA;;FX;;;WD;(@User.Title=="PM"))(A;;FA;;;WD)`)).toThrow();
  });
});

describe('on Windows', () => {
  let keys: MadeKeys;
  let path: string;
  beforeAll(async () => {
    keys = new MadeKeys(await mkdtemp(join(tmpdir(), 'sallyport-windows-')));
    path = await keys.keygen('열쇠 & key (1)', '-t', 'ed25519');
  });
  afterAll(() => rm(keys.folder, { recursive: true, force: true }));

  /** A Windows that has one descriptor for all files until icacls changes it; it notes what was run. */
  function fakeWindows(sddl: string, names: Record<string, string> = {}, ignores = false) {
    const ran: string[][] = [];
    let now = sddl;
    const run: RunProgram = async (program, args, env) => {
      ran.push([program, ...args]);
      // The user's name is what a Korean console prints in code page 949, read as UTF-8.
      if (program === 'whoami.exe') return `"desktop-4t\\\uFFFD\uFFFD","${ME}"\r\n`;
      if (program === 'powershell.exe') {
        const files = (env?.SALLYPORT_KEY_FILES ?? '').split('\n');
        return files.map(() => JSON.stringify({ names, sddl: now })).join('\r\n');
      }
      const file = args[2] ?? '';
      if (args[1] === '/save') await writeFile(file, now, 'utf16le');
      if (ignores) return '';
      if (args.includes('/inheritance:r')) now = `O:${ME}D:PAI(A;;FR;;;${ME})`;
      if (args[1] === '/restore') now = await readFile(file, 'utf16le');
      return '';
    };
    return { rule: windowsPermissions(run), ran };
  }

  it('names who else has access by the names that Windows has for them, and shows the command', async () => {
    const { rule } = fakeWindows(C_TEMP, { 'S-1-5-32-545': 'VORDEFINIERT\\Benutzer' });
    expect(await inspectKey(path, rule)).toMatchObject({
      mode: null,
      others: [{ who: 'account', name: 'VORDEFINIERT\\Benutzer', may: ['read', 'execute'] }],
      mendCommand: `icacls "${path}" /inheritance:r /grant:r *${ME}:R /remove:g *S-1-5-32-545`,
      problem: { code: 'key.too-open', params: { mode: 'VORDEFINIERT\\Benutzer' } },
    });
    const own = fakeWindows(OWN_PROFILE);
    expect(await inspectKey(path, own.rule)).toMatchObject({ others: [], mendCommand: null, problem: null });
  });

  it('asks once for many files', async () => {
    const { rule, ran } = fakeWindows(OWN_PROFILE);
    const found = await inspectKeys([path, keys.at('none'), path], rule);
    expect(found.map((each) => each instanceof Error)).toEqual([false, true, false]);
    expect(ran.map(([program]) => program)).toEqual(['whoami.exe', 'powershell.exe']);
  });

  it('refuses a file whose permissions cannot be read', async () => {
    for (const sddl of ['', `O:${ME}D:P(XA;;FX;;;WD;(@User.Title=="PM"))(A;;FA;;;WD)`])
      expect((await inspectKey(path, fakeWindows(sddl).rule)).problem?.code).toBe('key.too-open');
  });

  it('is mended by icacls, told by SIDs and without a shell, verified, and undone', async () => {
    const { rule, ran } = fakeWindows(C_TEMP);
    const mender = new KeyMender(rule);
    expect((await mender.mend(path)).problem).toBeNull();
    const icacls = ran.filter(([program]) => program === 'icacls.exe').map(([, ...args]) => args);
    const [save, mend] = icacls;
    expect(save).toEqual([path, '/save', expect.stringMatching(/acl$/)]);
    expect(mend).toEqual([path, '/inheritance:r', '/grant:r', `*${ME}:R`, '/remove:g', '*S-1-5-32-545']);
    expect((await mender.undoMend(path)).problem?.code).toBe('key.too-open');
    expect(ran.map((args) => args.slice(1, 3))).toContainEqual([keys.folder, '/restore']);
  });

  it('takes over a file that belongs to somebody else, and notices a drive that keeps no lists', async () => {
    const foreign = fakeWindows('O:S-1-5-21-9-9-9-1002G:SYD:P(A;;FA;;;SY)');
    expect(await inspectKey(path, foreign.rule)).toMatchObject({
      others: [{ who: 'owner', name: 'S-1-5-21-9-9-9-1002', may: [] }],
    });
    await new KeyMender(foreign.rule).mend(path);
    expect(foreign.ran).toContainEqual(['icacls.exe', path, '/setowner', `*${ME}`]);
    const fat = fakeWindows('O:WDG:WD', {}, true);
    await expect(new KeyMender(fat.rule).mend(path)).rejects.toMatchObject({
      problem: { code: 'key.cannot-mend' },
    });
  });
});
