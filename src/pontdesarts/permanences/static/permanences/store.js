// What this device keeps of a permanence.

import { Kept, newNumber } from "../ui/kept.js";

export { newNumber };

export class Store extends Kept {
  constructor(permanence, storage = window.localStorage) {
    super("permanence", permanence, storage);
  }

  // [{number, sign, party}], in the order of their coming
  people() {
    return this.all("person").sort((one, other) => one.number - other.number);
  }

  putPerson(person) {
    this.put(`person:${person.number}`, person);
  }

  // the oldest first
  picks(number) {
    const every = this.all("pick").filter((pick) => number === undefined || pick.person === number);
    return every.sort((one, other) => one.made - other.made);
  }

  pick(id) {
    return this.get(`pick:${id}`);
  }

  putPick(pick) {
    this.put(`pick:${pick.id}`, pick);
  }

  removePick(id) {
    this.remove(`pick:${id}`);
  }

  // not answered yet, or taken back since
  unsent() {
    return this.picks().filter((pick) => pick.state === "queued" || pick.state === "withdrawing");
  }

  get offlineSince() {
    return this.get("offline-since");
  }

  set offlineSince(moment) {
    if (moment === null) this.remove("offline-since");
    else if (this.offlineSince === null) this.put("offline-since", moment);
  }

  get current() {
    return this.get("current") ?? 1;
  }

  set current(number) {
    this.put("current", number);
  }
}
