import { setImmediate as nextTurn } from 'node:timers/promises';
import { blake2b } from './blake2b.js';

/** The variants, by the number that RFC 9106 gives them. */
const VARIANTS = { Argon2d: 0, Argon2i: 1, Argon2id: 2 } as const;
export type Argon2Variant = keyof typeof VARIANTS;

export interface Argon2Options {
  readonly variant: Argon2Variant;
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  /** Of the result, in bytes. */
  readonly length: number;
  readonly secret?: Uint8Array;
  readonly associatedData?: Uint8Array;
}

const VERSION = 0x13;
/** 32-bit words in a block of 1 KiB. */
const WORDS = 256;
const SLICES = 4;
/** Pseudo-random numbers that one address block of Argon2i gives. */
const ADDRESSES = 128;

const le32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const withLength = (bytes: Uint8Array): Buffer[] => [le32(bytes.length), Buffer.from(bytes)];

/** RFC 9106, 3.3: BLAKE2b stretched to any length. */
function longHash(input: Uint8Array, length: number): Buffer {
  const first = Buffer.concat([le32(length), input]);
  if (length <= 64) return blake2b(first, length);
  const parts: Buffer[] = [];
  let block = blake2b(first, 64);
  let left = length;
  while (left > 64) {
    parts.push(block.subarray(0, 32));
    left -= 32;
    block = blake2b(block, Math.min(64, left));
  }
  return Buffer.concat([...parts, block]);
}

/**
 * Argon2 1.3 (RFC 9106), with which PuTTY locks its newer key files; node:crypto on BoringSSL has none. Gives the
 * event loop a turn now and then.
 */
export async function argon2(
  password: Uint8Array,
  salt: Uint8Array,
  options: Argon2Options,
): Promise<Buffer> {
  const { variant, memory, passes, parallelism: lanes, length } = options;
  const type = VARIANTS[variant];
  const columns = SLICES * Math.floor(memory / (SLICES * lanes));
  const seed = blake2b(
    Buffer.concat([
      ...[lanes, length, memory, passes, VERSION, type].map(le32),
      ...withLength(password),
      ...withLength(salt),
      ...withLength(options.secret ?? new Uint8Array()),
      ...withLength(options.associatedData ?? new Uint8Array()),
    ]),
    64,
  );
  const filler = new Filler(lanes, columns, passes, type);
  filler.begin(seed);
  for (let pass = 0; pass < passes; pass++) {
    for (let slice = 0; slice < SLICES; slice++) {
      for (let lane = 0; lane < lanes; lane++) filler.segment(pass, slice, lane);
      await nextTurn();
    }
  }
  return longHash(filler.finish(), length);
}

/** The memory of one run, and how it is filled (RFC 9106, 3.2). */
class Filler {
  private readonly memory: Uint32Array;
  private readonly segmentLength: number;
  private readonly addresses = new Uint32Array(WORDS);
  private readonly addressInput = new Uint32Array(WORDS);
  private readonly zeros = new Uint32Array(WORDS);

  public constructor(
    private readonly lanes: number,
    private readonly columns: number,
    private readonly passes: number,
    private readonly type: number,
  ) {
    this.memory = new Uint32Array(lanes * columns * WORDS);
    this.segmentLength = columns / SLICES;
  }

  public begin(seed: Buffer): void {
    for (let lane = 0; lane < this.lanes; lane++) {
      for (const column of [0, 1]) {
        const bytes = longHash(Buffer.concat([seed, le32(column), le32(lane)]), WORDS * 4);
        const block = this.block(lane, column);
        for (let word = 0; word < WORDS; word++) block[word] = bytes.readUInt32LE(word * 4);
      }
    }
  }

  public finish(): Buffer {
    const sum = new Uint32Array(WORDS);
    for (let lane = 0; lane < this.lanes; lane++) {
      const last = this.block(lane, this.columns - 1);
      for (let word = 0; word < WORDS; word++) sum[word] = (sum[word] ?? 0) ^ (last[word] ?? 0);
    }
    const bytes = Buffer.alloc(WORDS * 4);
    sum.forEach((word, index) => bytes.writeUInt32LE(word, index * 4));
    this.memory.fill(0);
    return bytes;
  }

  public segment(pass: number, slice: number, lane: number): void {
    const { segmentLength, columns } = this;
    const byAddress =
      this.type === VARIANTS.Argon2i || (this.type === VARIANTS.Argon2id && pass === 0 && slice < 2);
    if (byAddress) this.startAddresses(pass, slice, lane);
    const first = pass === 0 && slice === 0 ? 2 : 0;
    // The first two blocks come from the seed, but their addresses are skipped, not left for others.
    if (byAddress && first > 0) this.nextAddresses();
    for (let index = first; index < segmentLength; index++) {
      const column = slice * segmentLength + index;
      const previous = this.block(lane, column === 0 ? columns - 1 : column - 1);
      if (byAddress && index % ADDRESSES === 0) this.nextAddresses();
      const source = byAddress ? this.addresses : previous;
      const at = byAddress ? (index % ADDRESSES) * 2 : 0;
      const low = source[at] ?? 0;
      const high = source[at + 1] ?? 0;
      const refLane = pass === 0 && slice === 0 ? lane : high % this.lanes;
      const refColumn = this.reference(pass, slice, index, low, refLane === lane);
      mix(previous, this.block(refLane, refColumn), this.block(lane, column), pass > 0);
    }
  }

  /** Which block of the lane to mix in (RFC 9106, 3.4.2). */
  private reference(pass: number, slice: number, index: number, random: number, sameLane: boolean): number {
    const { segmentLength, columns } = this;
    const finished = pass === 0 ? slice * segmentLength : columns - segmentLength;
    const area = sameLane ? finished + index - 1 : finished - (index === 0 ? 1 : 0);
    const squared = highWord(random, random);
    const position = area - 1 - highWord(area, squared);
    const start = pass === 0 || slice === SLICES - 1 ? 0 : (slice + 1) * segmentLength;
    return (start + position) % columns;
  }

  private startAddresses(pass: number, slice: number, lane: number): void {
    this.addressInput.fill(0);
    [pass, lane, slice, this.lanes * this.columns, this.passes, this.type].forEach(
      (value, index) => (this.addressInput[index * 2] = value),
    );
  }

  private nextAddresses(): void {
    this.addressInput[12] = (this.addressInput[12] ?? 0) + 1;
    mix(this.zeros, this.addressInput, this.addresses, false);
    mix(this.zeros, this.addresses, this.addresses, false);
  }

  private block(lane: number, column: number): Uint32Array {
    const start = (lane * this.columns + column) * WORDS;
    return this.memory.subarray(start, start + WORDS);
  }
}

/** The upper 32 bits of the product of two 32-bit numbers. */
function highWord(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = Math.imul(aHigh, bLow) >>> 0;
  const carry = (Math.imul(aLow, bLow) >>> 16) + (middle & 0xffff) + (Math.imul(aLow, bHigh) >>> 0);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) >>> 0;
}

const mixed = new Uint32Array(WORDS);
const scratch = new Uint32Array(WORDS);

/** The compression function G (RFC 9106, 3.5): target = P(x ^ y) ^ x ^ y, and ^ the target's own former content. */
function mix(x: Uint32Array, y: Uint32Array, target: Uint32Array, addFormer: boolean): void {
  for (let word = 0; word < WORDS; word++) {
    const value = (x[word] ?? 0) ^ (y[word] ?? 0);
    scratch[word] = value;
    mixed[word] = addFormer ? value ^ (target[word] ?? 0) : value;
  }
  // Rows of 16 64-bit words, then columns of 8 pairs of them.
  for (let row = 0; row < 128; row += 16) permute(row, 2);
  for (let column = 0; column < 16; column += 2) permute(column, 16);
  for (let word = 0; word < WORDS; word++) target[word] = (mixed[word] ?? 0) ^ (scratch[word] ?? 0);
}

/** The permutation P over eight pairs of 64-bit words that stand `stride` words apart. */
function permute(start: number, stride: number): void {
  const w = (index: number): number => 2 * (start + (index >> 1) * stride + (index & 1));
  const v0 = w(0),
    v1 = w(1),
    v2 = w(2),
    v3 = w(3),
    v4 = w(4),
    v5 = w(5),
    v6 = w(6),
    v7 = w(7);
  const v8 = w(8),
    v9 = w(9),
    v10 = w(10),
    v11 = w(11),
    v12 = w(12),
    v13 = w(13),
    v14 = w(14),
    v15 = w(15);
  quarter(v0, v4, v8, v12);
  quarter(v1, v5, v9, v13);
  quarter(v2, v6, v10, v14);
  quarter(v3, v7, v11, v15);
  quarter(v0, v5, v10, v15);
  quarter(v1, v6, v11, v12);
  quarter(v2, v7, v8, v13);
  quarter(v3, v4, v9, v14);
}

/** BLAKE2b's quarter round with Argon2's multiplication in it; the arguments are where the words stand in `scratch`. */
function quarter(a: number, b: number, c: number, d: number): void {
  addMultiplied(a, b);
  rotateSwapped(d, a);
  addMultiplied(c, d);
  rotateRight(b, c, 24);
  addMultiplied(a, b);
  rotateRight(d, a, 16);
  addMultiplied(c, d);
  rotateRight(b, c, 63);
}

/** a = a + b + 2 · low(a) · low(b), in 64 bits. */
function addMultiplied(a: number, b: number): void {
  const aLow = scratch[a] ?? 0;
  const bLow = scratch[b] ?? 0;
  const productLow = Math.imul(aLow, bLow) >>> 0;
  const productHigh = highWord(aLow, bLow);
  const low = aLow + bLow + ((productLow << 1) >>> 0);
  const high = (productHigh << 1) | (productLow >>> 31);
  scratch[a + 1] =
    (scratch[a + 1] ?? 0) + (scratch[b + 1] ?? 0) + (high >>> 0) + Math.floor(low / 0x1_0000_0000);
  scratch[a] = low;
}

/** x = (x ^ y) rotated right by 32: the halves change places. */
function rotateSwapped(x: number, y: number): void {
  const low = (scratch[x] ?? 0) ^ (scratch[y] ?? 0);
  scratch[x] = (scratch[x + 1] ?? 0) ^ (scratch[y + 1] ?? 0);
  scratch[x + 1] = low;
}

/** x = (x ^ y) rotated right by 16, 24 or 63 bits. */
function rotateRight(x: number, y: number, bits: 16 | 24 | 63): void {
  const low = (scratch[x] ?? 0) ^ (scratch[y] ?? 0);
  const high = (scratch[x + 1] ?? 0) ^ (scratch[y + 1] ?? 0);
  if (bits === 63) {
    scratch[x] = (low << 1) | (high >>> 31);
    scratch[x + 1] = (high << 1) | (low >>> 31);
  } else {
    scratch[x] = (low >>> bits) | (high << (32 - bits));
    scratch[x + 1] = (high >>> bits) | (low << (32 - bits));
  }
}
