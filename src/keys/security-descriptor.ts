/** A Windows security descriptor, as far as the rule for key files looks at it. */
export interface SecurityDescriptor {
  readonly owner: string;
  /** Null: no list at all, which lets everybody do everything. */
  readonly entries: readonly AccessEntry[] | null;
}

export interface AccessEntry {
  /** SDDL's letters for the kind: A allows, D denies. */
  readonly kind: string;
  readonly mask: number;
  readonly sid: string;
}

/** SDDL's names of SIDs that are the same on every machine ([MS-DTYP] 2.5.1.1), as far as files have them. */
const ALIASES: Readonly<Record<string, string>> = {
  AN: 'S-1-5-7',
  AU: 'S-1-5-11',
  BA: 'S-1-5-32-544',
  BG: 'S-1-5-32-546',
  BO: 'S-1-5-32-551',
  BU: 'S-1-5-32-545',
  CG: 'S-1-3-1',
  CO: 'S-1-3-0',
  IU: 'S-1-5-4',
  LS: 'S-1-5-19',
  NS: 'S-1-5-20',
  NU: 'S-1-5-2',
  OW: 'S-1-3-4',
  PU: 'S-1-5-32-547',
  RC: 'S-1-5-12',
  SO: 'S-1-5-32-549',
  SU: 'S-1-5-6',
  SY: 'S-1-5-18',
  WD: 'S-1-1-0',
  WR: 'S-1-5-33',
  AC: 'S-1-15-2-1',
};

/** SDDL's letters for sets of rights on files, and for single ones. */
const RIGHTS: Readonly<Record<string, number>> = {
  FA: 0x1f01ff,
  FR: 0x120089,
  FW: 0x120116,
  FX: 0x1200a0,
  GA: 0x10000000,
  GX: 0x20000000,
  GW: 0x40000000,
  GR: 0x80000000,
  RC: 0x20000,
  SD: 0x10000,
  WD: 0x40000,
  WO: 0x80000,
  CC: 0x1,
  DC: 0x2,
  LC: 0x4,
  SW: 0x8,
  RP: 0x10,
  WP: 0x20,
  DT: 0x40,
  LO: 0x80,
  CR: 0x100,
};

/** The domain's or machine's own accounts have aliases too (LA, DA, DU …), which depend on it; they stay as they are. */
const sidOf = (text: string): string => ALIASES[text] ?? text;

function maskOf(text: string): number {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number(text);
  const letters = text.match(/../g) ?? [];
  return letters.reduce((mask, pair) => mask | (RIGHTS[pair] ?? 0), 0) >>> 0;
}

/**
 * Reads a security descriptor in SDDL, the text form that is the same in every language of Windows
 * ([MS-DTYP] 2.5.1), as PowerShell's Get-Acl gives it.
 *
 * @throws Error for what is none, and for conditional entries, whose conditions may hold anything
 */
export function readSddl(sddl: string): SecurityDescriptor {
  const owner = /^O:(S-[\d-]+|[A-Z]{2})/.exec(sddl)?.[1];
  if (owner === undefined) throw new Error('A security descriptor without an owner');
  const list = /D:([A-Z_]*)((?:\([^)]*\))*)/.exec(sddl);
  if (list === null || list[1]?.includes('NO_ACCESS_CONTROL') === true)
    return { owner: sidOf(owner), entries: null };
  const rest = sddl.slice(list.index + list[0].length);
  if (rest !== '' && !rest.startsWith('S:')) throw new Error('An access list with conditions in it');
  const entries = [...(list[2] ?? '').matchAll(/\(([^)]*)\)/g)].map(([, entry = '']) => {
    const [kind = '', , mask = '', , , sid = ''] = entry.split(';');
    return { kind, mask: maskOf(mask), sid: sidOf(sid) };
  });
  return { owner: sidOf(owner), entries };
}

const SYSTEM = 'S-1-5-18';
const ADMINISTRATORS = 'S-1-5-32-544';
const TRUSTED_INSTALLER = 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464';
/** Everyone: what a file without any list is open to. */
const EVERYONE = 'S-1-1-0';

/** Who a key file is open to beside those that OpenSSH for Windows accepts. */
export interface Verdict {
  /** The owner, when OpenSSH would not accept it. */
  readonly badOwner: string | null;
  readonly others: readonly { readonly sid: string; readonly may: readonly Right[] }[];
}
type Right = 'read' | 'write' | 'execute';

/**
 * The rule of OpenSSH for Windows (w32-sshfileperm.c of PowerShell/openssh-portable, as authfile.c calls it): the owner
 * must be oneself, SYSTEM, Administrators or TrustedInstaller, and no entry may allow anybody else anything, be it
 * inherited or not; entries that deny do not count. “Owner rights” are somebody else's, too.
 *
 * @param me the SID of this process's user
 */
export function judge({ owner, entries }: SecurityDescriptor, me: string): Verdict {
  const accepted = new Set([me, SYSTEM, ADMINISTRATORS, TRUSTED_INSTALLER]);
  const others = new Map<string, Set<Right>>();
  const allowed = entries ?? [{ kind: 'A', mask: 0x1f01ff, sid: EVERYONE }];
  for (const { kind, mask, sid } of allowed) {
    if (kind !== 'A' || accepted.has(sid)) continue;
    const may = others.get(sid) ?? new Set();
    for (const right of rightsOf(mask)) may.add(right);
    others.set(sid, may);
  }
  return {
    badOwner: accepted.has(owner) ? null : owner,
    others: [...others].map(([sid, may]) => ({ sid, may: [...may] })),
  };
}

/** What a mask amounts to: FILE_READ_DATA, FILE_WRITE_DATA or _APPEND_DATA, FILE_EXECUTE, or the generic ones. */
function rightsOf(mask: number): Right[] {
  const bits: readonly (readonly [Right, number])[] = [
    ['read', 0x9000_0001],
    ['write', 0x5000_0006],
    ['execute', 0x3000_0020],
  ];
  return bits.filter(([, bit]) => (mask & bit) !== 0).map(([right]) => right);
}
