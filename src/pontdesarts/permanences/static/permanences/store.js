// What this device keeps of a permanence. One key for each person and each pick: two tabs never write over one another.

const ROOT = "permanence";

export function newNumber() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export class Store {
  constructor(permanence, storage = window.localStorage) {
    this.prefix = `${ROOT}:${permanence}:`;
    this.storage = storage;
  }

  // [{number, sign, party}], in the order of their coming
  people() {
    return this.#all("person").sort((one, other) => one.number - other.number);
  }

  putPerson(person) {
    this.#put(`person:${person.number}`, person);
  }

  // the oldest first
  picks(number) {
    const every = this.#all("pick").filter((pick) => number === undefined || pick.person === number);
    return every.sort((one, other) => one.made - other.made);
  }

  pick(id) {
    return this.#get(`pick:${id}`);
  }

  putPick(pick) {
    this.#put(`pick:${pick.id}`, pick);
  }

  removePick(id) {
    this.storage.removeItem(`${this.prefix}pick:${id}`);
  }

  // not answered yet, or taken back since
  unsent() {
    return this.picks().filter((pick) => pick.state === "queued" || pick.state === "withdrawing");
  }

  get offlineSince() {
    return this.#get("offline-since");
  }

  set offlineSince(moment) {
    if (moment === null) this.storage.removeItem(`${this.prefix}offline-since`);
    else if (this.offlineSince === null) this.#put("offline-since", moment);
  }

  get current() {
    return this.#get("current") ?? 1;
  }

  set current(number) {
    this.#put("current", number);
  }

  // everything of this permanence, signs first of all
  erase() {
    for (const key of this.#keys("")) this.storage.removeItem(key);
  }

  // whether another tab has just written something of ours
  holds(key) {
    return key === null || key.startsWith(this.prefix);
  }

  #keys(kind) {
    return Object.keys(this.storage).filter((key) => key.startsWith(this.prefix + kind));
  }

  #all(kind) {
    return this.#keys(`${kind}:`).map((key) => JSON.parse(this.storage.getItem(key)));
  }

  #get(name) {
    const kept = this.storage.getItem(this.prefix + name);
    return kept === null ? null : JSON.parse(kept);
  }

  #put(name, value) {
    this.storage.setItem(this.prefix + name, JSON.stringify(value));
  }
}
