/** The tree against values worked out by hand with another program, and the properties a tree must have. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { leafHash, merkleRoot, nodeHash } from './merkle.ts';

const hash = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf = (text: string) => hash(Buffer.of(0), Buffer.from(text));
const node = (left: Buffer, right: Buffer) => hash(Buffer.of(1), left, right);

describe('the tree', () => {
  it('is RFC 6962’s: its published roots of the empty and the one-leaf tree', () => {
    expect(merkleRoot([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(merkleRoot([leafHash('')])).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it('splits at the largest power of two below the number of leaves', () => {
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(leaf) as [Buffer, Buffer, Buffer, Buffer, Buffer];
    const root = (count: number) => merkleRoot(['a', 'b', 'c', 'd', 'e'].slice(0, count).map(leafHash));
    expect(root(2)).toBe(node(a, b).toString('hex'));
    expect(root(3)).toBe(node(node(a, b), c).toString('hex'));
    expect(root(4)).toBe(node(node(a, b), node(c, d)).toString('hex'));
    expect(root(5)).toBe(node(node(node(a, b), node(c, d)), e).toString('hex'));
  });

  it('changes with every leaf, with their order, and with their number', () => {
    const leaves = Array.from({ length: 41 }, (_, index) => leafHash(String(index)));
    const root = merkleRoot(leaves);
    for (const index of leaves.keys()) expect(merkleRoot(leaves.with(index, leafHash('lain')))).not.toBe(root);
    expect(merkleRoot([...leaves].reverse())).not.toBe(root);
    expect(merkleRoot([...leaves, leaves[40] as string])).not.toBe(root);
  });

  it('lets no node pass for a leaf', () => {
    const [a, b] = [leafHash('a'), leafHash('b')];
    const asText = Buffer.concat([Buffer.from(a, 'hex'), Buffer.from(b, 'hex')]).toString('latin1');
    expect(leafHash(asText)).not.toBe(nodeHash(a, b));
  });
});
