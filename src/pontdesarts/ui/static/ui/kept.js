// What this device keeps of one thing: a key of its storage for each piece, so that two tabs never write over one another.

export function newNumber() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export class Kept {
  constructor(root, thing, storage = window.localStorage) {
    this.prefix = `${root}:${thing}:`;
    this.storage = storage;
  }

  // whether another tab has just written something of ours
  holds(key) {
    return key === null || key.startsWith(this.prefix);
  }

  keys(kind = "") {
    return Object.keys(this.storage).filter((key) => key.startsWith(this.prefix + kind));
  }

  all(kind) {
    return this.keys(`${kind}:`).map((key) => JSON.parse(this.storage.getItem(key)));
  }

  get(name) {
    const kept = this.storage.getItem(this.prefix + name);
    return kept === null ? null : JSON.parse(kept);
  }

  put(name, value) {
    this.storage.setItem(this.prefix + name, JSON.stringify(value));
  }

  remove(name) {
    this.storage.removeItem(this.prefix + name);
  }

  erase() {
    for (const key of this.keys()) this.storage.removeItem(key);
  }
}
