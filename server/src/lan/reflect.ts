/**
 * The three functions of the metadata proposal that `@peculiar/x509`'s container calls and demands before it is imported (its README). Small, so that no
 * package is added for them; where a whole implementation is already there, that one stays.
 */

type Metadata = Map<unknown, unknown>;
const stored = new WeakMap<object, Metadata>();

function own(key: unknown, target: object): unknown {
  return stored.get(target)?.get(key);
}

function inherited(key: unknown, target: object): unknown {
  for (let holder: object | null = target; holder; holder = Object.getPrototypeOf(holder)) {
    if (stored.get(holder)?.has(key)) return own(key, holder);
  }
  return undefined;
}

function define(key: unknown, value: unknown, target: object): void {
  const metadata: Metadata = stored.get(target) ?? new Map();
  stored.set(target, metadata.set(key, value));
}

const proposal = { getOwnMetadata: own, getMetadata: inherited, defineMetadata: define };
if (!('getMetadata' in Reflect)) Object.assign(Reflect, proposal);
