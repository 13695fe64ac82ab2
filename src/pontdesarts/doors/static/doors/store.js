// What this telephone keeps of one evening: the list as it was last read, and what it has read itself and not sent yet.
// One key for each read: two tabs never write over one another.

const ROOT = "door";

export function newNumber() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export class Store {
  constructor(date, storage = window.localStorage) {
    this.prefix = `${ROOT}:${date}:`;
    this.storage = storage;
  }

  // a number of this evening alone: nobody follows a telephone from one to the next
  get device() {
    const known = this.#get("device");
    if (known) return known;
    this.#put("device", newNumber());
    return this.#get("device");
  }

  get evening() {
    return this.#get("evening");
  }

  set evening(evening) {
    this.#put("evening", evening);
  }

  // the oldest first
  reads() {
    return this.#keys("read:")
      .map((key) => JSON.parse(this.storage.getItem(key)))
      .sort((one, other) => one.made - other.made);
  }

  unsent() {
    return this.reads().filter((read) => !read.refused);
  }

  putRead(read) {
    this.#put(`read:${read.id}`, read);
  }

  removeRead(id) {
    this.storage.removeItem(`${this.prefix}read:${id}`);
  }

  // the list goes, names first of all; what has not been sent stays until it is
  eraseList() {
    this.storage.removeItem(`${this.prefix}evening`);
    if (!this.reads().length) for (const key of this.#keys("")) this.storage.removeItem(key);
  }

  // whether another tab has just written something of ours
  holds(key) {
    return key === null || key.startsWith(this.prefix);
  }

  #keys(kind) {
    return Object.keys(this.storage).filter((key) => key.startsWith(this.prefix + kind));
  }

  #get(name) {
    const kept = this.storage.getItem(this.prefix + name);
    return kept === null ? null : JSON.parse(kept);
  }

  #put(name, value) {
    this.storage.setItem(this.prefix + name, JSON.stringify(value));
  }
}

// the lists of evenings that are over leave this telephone, whichever door is opened
export function eraseOld(now, storage = window.localStorage) {
  for (const key of Object.keys(storage)) {
    const date = key.match(/^door:(\d+):evening$/)?.[1];
    if (date && JSON.parse(storage.getItem(key)).erased_at < now) new Store(date, storage).eraseList();
  }
}
