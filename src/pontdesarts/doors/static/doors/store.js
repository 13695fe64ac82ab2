// What this telephone keeps of one evening: the list as it was last read, and what it has read itself and not sent yet.

import { Kept, newNumber } from "../ui/kept.js";

export { newNumber };

export class Store extends Kept {
  constructor(date, storage = window.localStorage) {
    super("door", date, storage);
  }

  // a number of this evening alone: nobody follows a telephone from one to the next
  get device() {
    const known = this.get("device");
    if (known) return known;
    this.put("device", newNumber());
    return this.get("device");
  }

  get evening() {
    return this.get("evening");
  }

  set evening(evening) {
    this.put("evening", evening);
  }

  // the oldest first
  reads() {
    return this.all("read").sort((one, other) => one.made - other.made);
  }

  unsent() {
    return this.reads().filter((read) => !read.refused);
  }

  putRead(read) {
    this.put(`read:${read.id}`, read);
  }

  removeRead(id) {
    this.remove(`read:${id}`);
  }

  // the list goes, names first of all; what has not been sent stays until it is
  eraseList() {
    this.remove("evening");
    if (!this.reads().length) this.erase();
  }
}

// the lists of evenings that are over leave this telephone, whichever door is opened
export function eraseOld(now, storage = window.localStorage) {
  for (const key of Object.keys(storage)) {
    const date = key.match(/^door:(\d+):evening$/)?.[1];
    if (date && JSON.parse(storage.getItem(key)).erased_at < now) new Store(date, storage).eraseList();
  }
}
